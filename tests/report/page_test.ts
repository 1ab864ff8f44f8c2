import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { Buffer } from "node:buffer";
import { PNG } from "pngjs";
import { reference } from "../../lib/engine/mod.ts";
import { decodeImage, grayOf } from "../../lib/image/mod.ts";
import { planNetwork } from "../../lib/network/mod.ts";
import { classification } from "../../lib/report/evaluation.ts";
import { evaluate, evaluationJson } from "../../lib/report/mod.ts";
import { markup } from "../../lib/report/html.ts";
import {
  htmlReport as reportOf,
  type PageRun,
} from "../../lib/report/page/mod.ts";
import type { RunRecord } from "../../lib/mlp/record.ts";
import {
  compile,
  type Dataset,
  type Frame,
  frame,
  Mlp,
  oneHotScore,
  regression,
} from "../../mod.ts";
import { faultOfXml } from "./chart/_xml.ts";

/** The HTML report. Checks that no missing value is printed as text. */
async function htmlReport(runs: readonly PageRun[]): Promise<string> {
  const page = await reportOf(runs);
  const text = page.replaceAll(/<pre>[^]*?<\/pre>/g, ""); // without the spec
  assertNotMatch(text, />[^<]*\b(undefined|false|\[object Object\])\b[^<]*</);
  assertNotMatch(page, /="[^"]*\b(undefined|NaN|Infinity)\b[^"]*"/);
  for (const [, heat] of page.matchAll(/<td class="((?:right|wrong)\d+)"/g)) {
    assertMatch(heat, /^(right[1-4]|wrong[1-6])$/);
  }
  return page;
}

/** Images of 2 x 2 in two classes. */
const data: Dataset = {
  name: "corners",
  train: {
    inputs: {
      rows: 3,
      columns: 4,
      data: Uint8Array.of(255, 0, 0, 0, 200, 10, 0, 0, 0, 0, 0, 130),
      scale: [0, 1],
    },
    targets: frame([[1, 0], [1, 0], [0, 1]]),
  },
  classes: ["top", "bottom & <below>"],
  image: { width: 2, height: 2 },
  sources: ["train: 3 pictures"],
};

/** A run whose network gives the predictions `said`, with its record. */
function runOf(
  said: number[][],
  change: Partial<RunRecord> = {},
): PageRun {
  const { train, classes, image } = data;
  const mlp = compile({
    name: "corners",
    layers: [{ units: 2 }],
    learningRate: 1,
    epochs: 2,
  }, { inputs: 4 });
  const predictions: Frame = frame(said);
  const task = { type: "classes" } as const;
  const evaluation = {
    on: { ...data, ...train, part: "test" as const },
    task,
    classes,
    predictions,
    score: oneHotScore(predictions, train.targets),
    classification: classification(predictions, train.targets, task),
  };
  const record = {
    spec: { ...mlp.spec, description: '<script>alert("1")</script>' },
    data: {
      name: data.name,
      sources: data.sources,
      train: { rows: 3, columns: 4, sha256: "" },
      test: { rows: 3, columns: 4, sha256: "" },
    },
    epochs: [
      { loss: 0.5, accuracy: 0.3, elapsedMs: 1 },
      { loss: 0.25, accuracy: 0.6, elapsedMs: 2 },
    ],
    ...evaluationJson(evaluation),
    calibrationError: 0.125,
    folds: [
      { fold: 1, held: 1, learned: 2, epochs: 2, loss: 0.375, accuracy: 1 },
    ],
    status: "done",
    ...change,
  } as RunRecord;
  mlp.fitted = { classes, image };
  return { name: "runs/corners", record, evaluation, mlp, data };
}

/** A row of ten numbers with a single 1. */
function oneHot(place: number): number[] {
  return Array.from({ length: 10 }, (_, c) => Number(c === place));
}

const said = [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]];

Deno.test("markup`` escapes inserted text, and keeps inserted markup", () => {
  const hostile = `"><b>&`;
  assertEquals(
    markup`<p title="${hostile}">${[
      1,
      undefined,
      markup`<i>${hostile}</i>`,
    ]}</p>`
      .source,
    '<p title="&quot;&gt;&lt;b&gt;&amp;">1<i>&quot;&gt;&lt;b&gt;&amp;</i></p>',
  );
});

Deno.test("htmlReport() shows all parts of a run", async (t) => {
  const page = await htmlReport([runOf(said)]);
  const parts: [what: string, text: string][] = [
    ["the score", '<p class="score">66.67 %</p>'],
    ["the interval", "0.6667 (2 of 3, 95% interval 0.2077 to 0.9385)"],
    [
      "a layer",
      '<th scope="row">output</th><td class="text">dense</td><td>2</td><td class="text">sigmoid</td>',
    ],
    ["where data came from", "train: 3 pictures"],
    ["an epoch", '<th scope="row">2</th><td>0.2500</td><td>0.6000</td>'],
    ["a fold", "<td>2</td><td>0.3750</td><td>1.0000</td>"],
    ["a name, escaped", "bottom &amp; &lt;below&gt;"],
    ["right answers", '<td class="right2">1</td>'],
    ["a class", "<td>1.0000</td><td>0.5000</td><td>0.6667</td><td>2</td>"],
    ["calibration", "expected calibration error 0.1250"],
    [
      "a cell that leads to its images",
      '<td class="wrong6"><a href="#misread-1-0-1">1</a></td>',
    ],
    [
      "a group of misread images",
      'id="misread-1-0-1"><p><strong>top read as bottom &amp; &lt;below&gt;</strong></p>',
    ],
    ["a misread image", "<figcaption>80 %<br>row 2</figcaption>"],
    ["the first layer", "all 2 units"],
    ["the spec", "&quot;learningRate&quot;: 1"],
    ["the record", "&quot;status&quot;: &quot;done&quot;"],
  ];
  for (const [what, text] of parts) {
    await t.step(what, () => assertStringIncludes(page, text));
  }
  await t.step("five charts, each for a narrow and a wide page", () => {
    assertEquals(page.match(/<svg [^>]* width="340"/g)?.length, 5);
    assertEquals(page.match(/<svg [^>]* width="480"/g)?.length, 5);
  });
  await t.step(
    "the misread images come before the epochs, which are collapsed",
    () => {
      const order = [
        ...['id="score"', 'id="confusion-matrix"', 'id="misread-images"'],
        ...['id="learning"', "<details><summary>epochs in numbers</summary>"],
      ].map((text) => page.indexOf(text));
      assertEquals(order.toSorted((a, b) => a - b), order);
      assert(order[0] > 0);
    },
  );
});

/**
 * A run that misreads all of its 600 images, those of each class as seven other
 * classes.
 */
function misreadRun(width: number): PageRun {
  const columns = width * width, rows = 600;
  const targets = frame(Array.from({ length: rows }, (_, r) => oneHot(r % 10)));
  // the confidence grows with the rows, from 50 %
  const predictions = frame(
    Array.from(
      { length: rows },
      (_, r) =>
        oneHot((r % 10 + 1 + r % 7) % 10).map((x) => x * (0.5 + r / 2000)),
    ),
  );
  const inputs = {
    ...{ rows, columns, scale: [0, 1] as const },
    data: Uint8Array.from({ length: rows * columns }, (_, n) => n % 251),
  };
  const { record, evaluation } = runOf(said);
  const task = { type: "classes" } as const;
  const scores = classification(predictions, targets, task);
  return {
    name: "misread",
    evaluation: {
      ...evaluation!,
      ...{ task, predictions, regression: undefined, classification: scores },
      on: {
        ...evaluation!.on,
        ...{ inputs, targets, image: { width, height: width } },
      },
    },
    record: {
      ...record,
      classes: Array.from({ length: 10 }, (_, c) => `${c}`),
      confusion: scores.confusion!,
      classScores: undefined,
    },
  };
}

Deno.test("htmlReport() links each wrong cell of the confusion matrix to images, those with the highest confidence first", async () => {
  const page = await htmlReport([misreadRun(28)]);
  const links = [...page.matchAll(/<a href="#(misread-[^"]+)">(\d+)<\/a>/g)];
  const ids = new Set(page.match(/(?<= id=")misread-\d[^"]+/g));
  assertEquals(links.length, 70); // 10 classes, each read as 7 others
  assertEquals(links.filter(([, id]) => !ids.has(id)), []);
  assertEquals(links.reduce((sum, [, , n]) => sum + Number(n), 0), 600);
  const groups = page.split('<div class="group"').slice(1);
  const confidences = groups.map((group) =>
    [...group.matchAll(/<figcaption>(\d+) %/g)].map(([, text]) => Number(text))
  );
  const down = (all: number[]) => all.toSorted((a, b) => b - a);
  for (const group of confidences) assertEquals(down(group), group);
  const first = confidences.map(([most]) => most);
  assertEquals([first.length, ...down(first)], [70, ...first]);
  assertEquals(confidences.flat().length, 120);
  assertStringIncludes(page, "120 of 600 misread images");
  assertLess(page.length, 2 ** 19);
});

Deno.test("htmlReport() shows fewer misread images if they are large", async () => {
  const page = await htmlReport([misreadRun(80)]);
  assertStringIncludes(page, "30 of 600 misread images");
  assertEquals(page.match(/<figcaption>\d+ %<br>row/g)?.length, 30);
  assertEquals(page.match(/href="#misread-1/g)?.length, 30); // one for each cell
});

Deno.test("htmlReport() gives the images of two runs different ids", async () => {
  const page = await htmlReport([misreadRun(8), misreadRun(8)]);
  const ids = page.match(/(?<= id=")[^"]+/g)!;
  assertEquals(new Set(ids).size, ids.length);
  assert(ids.includes("misread-2-0-1"));
});

Deno.test("htmlReport() has no script, and loads no other files", async () => {
  const page = await htmlReport([runOf(said)]);
  assertEquals(page.match(/<(script|link|iframe|object|base)\b/g), null);
  assertEquals(
    page.match(/\b(src|href)="(?!#|data:image\/png;base64,)/g),
    null,
  );
  assertEquals(page.match(/url\((?!#)|@import/g), null);
  const addresses = page.match(/https?:[^"\s]+/g) ?? [];
  assertEquals([...new Set(addresses)], ["http://www.w3.org/2000/svg"]);
  assertLess(page.length, 1.5 * 2 ** 20);
});

Deno.test("htmlReport() draws the first weights and the layers on one scale each, red below 0 and blue above", async () => {
  const { mlp: { spec, plan }, ...run } = runOf(said) as PageRun & { mlp: Mlp };
  const weights = [1, 0, -1, 0.5, 0, 0, 0, -2]; // [pixel][unit]
  const numbers = Float32Array.from([...weights, 0, 0]);
  const mlp = new Mlp(spec, plan, numbers, reference);
  mlp.fitted = { classes: data.classes, image: data.image };
  const page = await htmlReport([{ ...run, mlp }]);
  const pictures = [...page.matchAll(/base64,([^"]+)" ([^>]*)>/g)].map((
    [, text, rest],
  ) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const { data } = PNG.sync.read(Buffer.from(bytes));
    const colors = Array.from(
      { length: data.length / 4 },
      (_, p) => [...data.subarray(4 * p, 4 * p + 3)].join(" "),
    );
    return { rest, colors };
  });
  const colorsOf = (alt: string) =>
    pictures.filter(({ rest }) => rest.includes(alt)).map(({ colors }) =>
      colors
    );
  const white = "255 255 255";
  assertEquals(colorsOf('alt="weights of unit 1"'), [
    ["127 127 227", "227 127 127", white, white], // 1, -1, 0, 0 of 2
  ]);
  assertEquals(colorsOf('alt="weights of unit 2"'), [
    [white, "191 191 241", white, "200 0 0"], // 0, 0.5, 0, -2
  ]);
  // row 1, right, is 1 0 0 0, and row 2, wrong, 200/255 10/255 0 0
  assertEquals(page.match(/<strong>(right|wrong): [^<]*/g), [
    "<strong>right: top read as top, 90 %, test row 1",
    "<strong>wrong: top read as bottom &amp; &lt;below&gt;, 80 %, test row 2",
  ]);
  assertEquals(colorsOf('alt="the example, top"'), [
    ["255 255 255", "0 0 0", "0 0 0", "0 0 0"],
    ["255 255 255", "13 13 13", "0 0 0", "0 0 0"], // 10 of 200 is 12.75 of 255
  ]);
  // sigmoid(1) = 0.731 and sigmoid(0) = 0.5, of 0.731
  assertEquals(colorsOf('alt="outputs of output')[0], [
    "0 0 200",
    "80 80 217",
  ]);
});

Deno.test("htmlReport() draws images with their exact pixels", async () => {
  const page = await htmlReport([runOf(said)]);
  const [, misread] = /Misread images[^]*?base64,([^"]+)/.exec(
    page.split("<main")[1],
  )!;
  const bytes = Uint8Array.from(atob(misread), (c) => c.charCodeAt(0));
  const { width, height, pixels } = grayOf(await decodeImage(bytes));
  assertEquals([width, height, [...pixels]], [2, 2, [200, 10, 0, 0]]);
});

Deno.test("htmlReport() shows two runs side by side, with their differences", async () => {
  const one = runOf(said);
  const two = runOf([[0.9, 0.1], [0.7, 0.2], [0.3, 0.7]], {
    spec: { ...one.record.spec, learningRate: 0.75 },
    epochs: [{
      loss: 0.1,
      accuracy: 1,
      elapsedMs: 1,
      validation: { loss: 0.2, accuracy: 0.5 },
    }],
  });
  const page = await htmlReport([one, { ...two, name: "runs/other" }]);
  const [table] = /<table><caption>differences in spec[^]*?<\/table>/.exec(
    page,
  )!;
  const row =
    /<tr><th scope="row">(.*?)<\/th><td class="text">(.*?)<\/td><td class="text">(.*?)<\/td>/g;
  assertEquals([...table.matchAll(row)].map(([, ...cells]) => cells), [
    ["spec.learningRate", "1", "0.75"],
  ]);
  for (
    const text of ["66.67 %", "100.00 %", "validation</text>", ">runs/other<"]
  ) {
    assertStringIncludes(page, text);
  }
});

Deno.test("htmlReport() draws a loss that shrinks by a factor of ten on a log axis", async (t) => {
  const { name, record } = runOf(said);
  const cases: [losses: number[], label: string][] = [
    [[0.5, 0.1, 0.06], "loss"],
    [[0.5, 0.1, 0.05], "loss (log scale)"],
    [[0.5, 0.1, 0], "loss"], // 0 has no logarithm
    [[0.5, NaN, 0.005], "loss (log scale)"],
  ];
  for (const [losses, label] of cases) {
    await t.step(`${losses}`, async () => {
      const epochs = losses.map((loss) => ({
        loss,
        accuracy: 1,
        elapsedMs: 1,
      }));
      const page = await htmlReport([{ name, record: { ...record, epochs } }]);
      const [, found] = />(loss[^<]*)<\/text>/.exec(page)!;
      assertEquals(found, label);
    });
  }
});

Deno.test("htmlReport() draws charts that are well-formed XML for any name of the run", async () => {
  const hostile = `</text><b>&"'\u0000`;
  const run = runOf(said, { classes: [hostile, "b"] });
  const page = await htmlReport([
    { ...run, name: hostile },
    { ...run, name: `${hostile} again` },
  ]);
  const charts = page.match(/<svg [^]*?<\/svg>/g)!;
  assertEquals(charts.map(faultOfXml), Array(16).fill(undefined)); // 2 + 2 x 3, each twice
  assertStringIncludes(
    charts[0],
    "&lt;/text&gt;&lt;b&gt;&amp;&quot;'\ufffd, training",
  );
  assertEquals(page.includes("<b>"), false);
});

Deno.test("htmlReport() shows RMSE and R squared for a regression, and no accuracy", async () => {
  const { name, record } = runOf(said);
  const regression = { rmse: 1.25, rSquared: 0.75 };
  const epochs = record.epochs.map(({ accuracy: _, ...epoch }) => epoch);
  const page = await htmlReport([{
    name,
    record: { ...record, epochs, regression },
  }]);
  assertStringIncludes(page, '<p class="score">RMSE 1.25</p>');
  assertStringIncludes(
    page,
    "RMSE 1.25, R squared 0.7500 on 3 rows of the test set",
  );
  assertEquals(page.match(/<svg /g)?.length, 2); // the loss, narrow and wide
  assertEquals(page.includes(">accuracy<"), false);
});

Deno.test("htmlReport() shows predicted values against true values and the largest errors of a regression", async () => {
  const { mlp } = runOf(said) as PageRun & { mlp: Mlp };
  const actual = Array.from({ length: 2500 }, (_, r) => [r]);
  const targets = frame(actual);
  const predictions = frame(actual.map(([r]) => [r === 700 ? 900 : r + 1]));
  const { name, record, evaluation } = runOf(said);
  const page = await htmlReport([{
    ...{ name, mlp },
    record: {
      ...record,
      confusion: undefined,
      calibrationError: undefined,
      regression: regression(predictions, targets),
    },
    evaluation: {
      ...evaluation!,
      ...{ predictions, task: { type: "numbers" } },
      on: { ...evaluation!.on, targets },
      ...{
        regression: regression(predictions, targets),
        classification: undefined,
      },
    },
  }]);
  const [description] = /(?<=<desc>)predictions:[^<]*/.exec(page)!;
  assertEquals(
    description,
    "predictions: 1,000 points, true value between 0 and 2,499, predicted value between 1 and 2,500",
  );
  assertStringIncludes(page, "1,000 of 2,500 rows");
  assertStringIncludes(page, '<p class="faint">3 test examples</p>');
  assertStringIncludes(
    page,
    '<caption>largest errors</caption>\n<thead><tr><th scope="col">row</th><th scope="col">true value</th><th scope="col">predicted value</th><th scope="col">error</th></tr></thead>\n' +
      '<tbody><tr><th scope="row">701</th><td>700</td><td>900</td><td>200</td></tr>',
  );
});

Deno.test("htmlReport() shows the mean of the folds as the score if there is no test set", async () => {
  const { name, record } = runOf(said);
  const { test: _, ...data } = record.data;
  const fold = record.folds![0];
  const folds = [fold, { ...fold, fold: 2, accuracy: 0.5 }];
  const page = await htmlReport([{ name, record: { ...record, data, folds } }]);
  assertStringIncludes(page, '<p class="score">75.00 %</p>');
  assertStringIncludes(
    page,
    "accuracy of 2 folds: mean 0.7500, standard deviation 0.3536",
  );
  assertEquals(page.includes("one-hot score"), false);
  const errors = [[20_000, 0.7], [10_000, 0.9]];
  const numbers = folds.map(({ accuracy: _, ...fold }, f) => {
    const [rmse, rSquared] = errors[f];
    return { ...fold, rmse, rSquared };
  });
  const { score: __, ...others } = record;
  const regression = { on: "training", rmse: 1 };
  const other = await htmlReport([
    { name, record: { ...others, data, folds: numbers, regression } },
  ]);
  assertStringIncludes(other, '<p class="score">RMSE 15000</p>');
  assertStringIncludes(
    other,
    "<p>R squared of 2 folds: mean 0.8000, standard deviation 0.1414</p>",
  );
  assertStringIncludes(
    other,
    '<th scope="col">RMSE</th><th scope="col">R squared</th></tr>',
  );
});

Deno.test("htmlReport() shows the reason why a run failed", async () => {
  const { name, record: { score: _, folds: __, ...record } } = runOf(said);
  const error = "the loss must stay <finite>";
  const page = await htmlReport([{
    name,
    record: { ...record, status: "diverged", error },
  }]);
  assertStringIncludes(
    page,
    '<p class="score">diverged</p>\n<p>the loss must stay &lt;finite&gt;</p>',
  );
});

Deno.test("htmlReport() counts the examples of both classes for a network with one output", async () => {
  const mlp = compile({
    ...{ name: "and", layers: [{ units: 1 }], learningRate: 1, epochs: 1 },
    loss: "binaryCrossEntropy",
  }, { inputs: 2 });
  const rows = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const train = { inputs: frame(rows), targets: frame([[0], [0], [0], [1]]) };
  const named = { name: "and", sources: [], classes: ["no", "yes"] };
  const evaluation = evaluate(mlp, { ...named, ...train, part: "training" });
  const { record } = runOf(said);
  const page = await htmlReport([{
    ...{ name: "and", evaluation, mlp, data: { ...named, train } },
    record: {
      ...record,
      spec: mlp.spec,
      ...evaluationJson(evaluation),
      data: { ...record.data, train: { rows: 4, columns: 2, sha256: "" } },
    } as RunRecord,
  }]);
  assertStringIncludes(page, "<desc>no: 3; yes: 1</desc>");
});

Deno.test("htmlReport() works with a record only, and with one output", async () => {
  const { name, record } = runOf(said);
  const bare = await htmlReport([{ name, record }]);
  assertEquals(/Misread/.test(bare), false);
  assertStringIncludes(bare, "expected calibration error 0.1250");

  const mlp: Mlp = compile({
    name: "and",
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  const train = { inputs: frame([[0, 1]]), targets: frame([[0]]) };
  const on = {
    name: "inline",
    ...train,
    sources: [],
    part: "training" as const,
  };
  const page = await htmlReport([{
    name: "and",
    record: {
      ...record,
      spec: mlp.spec,
      data: { ...record.data, train: { rows: 1, columns: 2, sha256: "" } },
      classes: undefined,
      confusion: [[1, 0], [0, 0]],
    },
    evaluation: evaluate(mlp, on),
    mlp,
  }]);
  assertEquals(planNetwork(mlp.spec, 2).outputs, 1);
  assertStringIncludes(page, "[0 1] 0.");
  assert(!page.includes("Confusion matrix"));
});

Deno.test("htmlReport() shows the first image of each class with training examples", async () => {
  const run = runOf(said);
  const examplesOf = (page: string) =>
    page.match(/(?<=alt="an example of )[^"]*/g);
  assertEquals(examplesOf(await htmlReport([run])), [
    ...["top", "bottom &amp; &lt;below&gt;"],
  ]);
  const first = frame([[1, 0], [1, 0], [1, 0]]);
  const train = { ...data.train, targets: first };
  const page = await htmlReport([{ ...run, data: { ...data, train } }]);
  assertEquals(examplesOf(page), ["top"]);
});

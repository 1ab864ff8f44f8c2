/**
 * Classes with their names and counts, and labels that training cannot use.
 *
 * @module
 */

import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { compile, parseSpec, SpecError } from "../../mod.ts";
import { encodeIdx } from "../../lib/format/mod.ts";
import { evaluationJson } from "../../lib/report/mod.ts";
import { withTables } from "../dataset/_tables.ts";
import { loaded, trained, withTable } from "./_trained.ts";

const CE = "loss: crossEntropy", BCE = "loss: binaryCrossEntropy";

/** A spec of a table, or of other data. */
function spec(lines: string, dataset = "{ csv: t.csv, label: kind }"): string {
  return `name: t\ndataset: ${dataset}\nlearningRate: 0.1\nepochs: 1\n${lines}\n`;
}

/** A table whose classes alternate. */
function classes(names: readonly string[], rows = 24): string {
  const lines = Array.from(
    { length: rows },
    (_, r) => `${r % 7},${names[r % names.length]}`,
  );
  return ["a,kind", ...lines].join("\n");
}

withTable(
  "errors about classes list them with their counts, and a note reports names that may be the same",
  async (write, folder, t) => {
    const cases: [names: string[], listed: string, alike: string[]][] = [
      [
        ["no", "yes", " No", "Yes "],
        "No 6, Yes 6, no 6, yes 6",
        ['"No", "no"', '"Yes", "yes"'],
      ],
      [
        ["0", "1", "0.0", "1.0"],
        "0 6, 0.0 6, 1 6, 1.0 6",
        ['"0", "0.0"', '"1", "1.0"'],
      ],
      [["01", "2", "1"], "01 8, 1 8, 2 8", ['"01", "1"']],
      [
        ["New York", "new-york", "Rome"],
        "New York 8, Rome 8, new-york 8",
        ['"New York", "new-york"'],
      ],
      [["ｙes", "yes", "no"], "no 8, yes 8, ｙes 8", ['"yes", "ｙes"']],
      [["a", "b", "a+"], "a 8, a+ 8, b 8", []],
    ];
    for (const [names, listed, alike] of cases) {
      await t.step(names.join("|"), async () => {
        write(classes(names));
        const yaml = parseSpec(spec(`layers: [{ units: 2 }]\n${CE}`));
        const data = await loaded(yaml, folder);
        assertEquals(
          data.notes,
          alike.map((pair) => `column kind has 2 similar names: ${pair}`),
        );
        const error = assertThrows(() => compile(yaml, { data }), SpecError);
        assertStringIncludes(
          error.message,
          `layers[0].units: must be ${names.length}, one for each class of kind (examples: ${listed}): found 2`,
        );
      });
    }
  },
);

withTables("labels that are all equal are refused", async (load, t) => {
  const mse = { loss: { type: "mse", reduction: "mean" } } as const;
  const bce = {
    loss: { type: "binaryCrossEntropy", reduction: "mean" },
  } as const;
  const cases: [name: string, names: string[], spec: object, found: string][] =
    [
      ["one name", ["a"], {}, 'classes: found "a"'],
      ["one name, one output", ["a"], bce, 'classes: found "a"'],
      ["one name, with mse", ["a"], mse, 'classes: found "a"'],
      ["one number", ["5"], mse, "different values: found 5"],
      [
        "one number in two forms",
        ["5", "5.0"],
        mse,
        "different values: found 5",
      ],
    ];
  for (const [name, names, spec, found] of cases) {
    await t.step(name, async () => {
      const error = await assertRejects(() => load(classes(names), {}, spec));
      assertEquals(
        (error as Error).message,
        `t.csv: the labels in kind must have at least two ${found} in all 24 rows`,
      );
    });
  }
  await t.step("in the training rows", async () => {
    const rows = classes(["a"], 18) + classes(["b"], 6).replace("a,kind", "");
    await assertRejects(
      () => load(rows, { test: { last: 0.25 } }),
      Error,
      'kind must have at least two classes in the training rows: found "a" in all 18 rows',
    );
    const { notes } = await load(
      classes(["a", "b"], 18) + classes(["c"], 6).replace("a,kind", ""),
      { test: { last: 0.25 } },
    );
    assertEquals(notes, [
      "class c has no training examples, but 6 test or validation examples",
    ]);
  });
  await t.step("inline rows", async () => {
    const inputs = [[1], [2], [3]], labels = [[1, 0], [1, 0], [1, 0]];
    await assertRejects(
      () => load("", {}, { ...mse, dataset: { inputs, labels } }),
      Error,
      "the labels must have at least two different values: found 1, 0 in all 3 examples",
    );
  });
});

withTables(
  "numeric labels are not read as classes unless the spec declares it",
  async (load, t) => {
    const prices = Array.from({ length: 24 }, (_, r) => `${1000 + 7 * r}`);
    await t.step("as many values as rows", async () => {
      await assertRejects(
        () => load(classes(prices)),
        Error,
        't.csv:2: must have classes that occur in at least 2 rows on average in column 2, kind: found 24 different classes in 24 rows, such as "1000"; in dataset, write columns: { kind: names }; for regression, write loss: mse',
      );
      const names = { columns: { kind: "names" } } as const;
      assertEquals((await load(classes(prices), names)).classes, prices);
    });
    await t.step("with decimals", async () => {
      const { notes } = await load(classes(["0", "1.5", "0.5"]));
      assertEquals(notes, [
        'column kind has numbers read as classes, such as "1.5"; for regression, write loss: mse',
      ]);
      assertEquals((await load(classes(["0", "1", "2.0"]))).notes, []);
    });
    await t.step("declared as numbers", () => {
      for (const kind of ["number", "date", '{ number: "$" }']) {
        const dataset =
          `{ csv: t.csv, label: kind, columns: { kind: ${kind} } }`;
        const layers = "layers: [{ units: 1 }]";
        for (
          const [loss, type] of [[CE, "crossEntropy"], [
            BCE,
            "binaryCrossEntropy",
          ]]
        ) {
          assertStringIncludes(
            assertThrows(
              () => parseSpec(spec(`${layers}\n${loss}`, dataset)),
              SpecError,
            ).message,
            `must be "names", since the column is the label and ${type} predicts classes (to predict numbers, write loss: mse): found `,
          );
        }
        parseSpec(spec(`${layers}\nloss: mse`, dataset));
      }
    });
  },
);

withTable(
  "if classes are read as numbers, the message suggests how to read them as classes",
  async (write, folder, t) => {
    for (
      const names of [["0", "1", "2"], ["3", "1", "2", "7"], ["1.5", "2", "4"]]
    ) {
      await t.step(names.join(), async () => {
        write(classes(names));
        const yaml = parseSpec(spec(`layers: [{ units: ${names.length} }]`));
        const data = await loaded(yaml, folder);
        assertStringIncludes(
          assertThrows(() => compile(yaml, { data }), SpecError).message,
          `layers[0].units: must be 1, one for each column to predict, kind: found ${names.length}; the loss is for numbers, so the labels are read as numbers; for classes write loss: crossEntropy or, in dataset, columns: { kind: names }`,
        );
      });
    }
  },
);

withTable(
  "a class without a label in IDX files is named in errors, and is not part of a mean",
  async (_, folder, t) => {
    const dataset = "{ idx: { train: { images: images, labels: labels } } }";
    const lay = (labels: number[]) => {
      const pixels = labels.flatMap((label) => [40 * label, 250 - 40 * label]);
      const images = {
        shape: [labels.length, 2, 1],
        data: Uint8Array.from(pixels),
      };
      Deno.writeFileSync(`${folder}/images`, encodeIdx(images));
      const data = Uint8Array.from(labels);
      Deno.writeFileSync(
        `${folder}/labels`,
        encodeIdx({ shape: [labels.length], data }),
      );
    };
    const cases: [labels: number[], classes: number, said: string][] = [
      [
        [1, 2, 3],
        4,
        "1 to 3, and no example has class 0; write units: 4, or labels: { from: 1 }",
      ],
      [[0, 2], 3, "0 to 2, and no example has class 1; write units: 3"],
      [
        [5, 6],
        7,
        "5 to 6, and no example has class 0, 1, 2, 3, 4; write units: 7, or labels: { from: 5 }",
      ],
    ];
    for (const [labels, count, said] of cases) {
      await t.step(labels.join(), async () => {
        lay(Array.from({ length: 20 }, (_, r) => labels[r % labels.length]));
        const layers = (units: number) =>
          `layers: [{ units: 16, activation: tanh }, { units: ${units} }]\n${CE}`;
        const few = parseSpec(spec(layers(labels.length), dataset));
        const data = await loaded(few, folder);
        assertStringIncludes(
          assertThrows(() => compile(few, { data }), SpecError).message,
          `layers[1].units: must be ${count}, one for each class of the labels, 0 to ${
            count - 1
          }: found ${labels.length}; the labels in the files are ${said}`,
        );
        const all = spec(layers(count), dataset).replace(
          "epochs: 1",
          "batchSize: 4\nepochs: 800",
        );
        const { on } = await trained(all, folder);
        assertEquals(on.score.right, 20);
        const { meanScore } = evaluationJson(on) as {
          meanScore: { f1: number };
        };
        assertEquals(meanScore.f1, 1); // like the macro average of scikit-learn
      });
    }
  },
);

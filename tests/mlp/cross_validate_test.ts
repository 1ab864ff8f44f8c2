import {
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  compile,
  crossValidate,
  DatasetError,
  DivergenceError,
  type FoldFigures,
  frame,
  loadDataset,
  parseSpec,
  reference,
  ShapeError,
  type SpecInput,
  wasm,
} from "../../mod.ts";
import { foldRows, splitRows } from "../../lib/dataset/mod.ts";
import {
  foldProgram,
  type FoldRequest,
  trainFold,
} from "../../lib/mlp/_fold.ts";
import { Pool } from "../../lib/pool/mod.ts";
import { until, watching } from "../pool/_workers.ts";
import { needing, READ } from "../_needing.ts";

const rows = Array.from({ length: 23 }, (_, b) => [b / 23, b % 7 / 7]);
const inputs = frame(rows);
const labels = frame(rows.map((_, b) => b % 3 === 0 ? [1, 0] : [0, 1]));
const spec: SpecInput = {
  name: "small",
  inputs: { units: 2 },
  layers: [{ units: 3, activation: "tanh" }, { units: 2 }],
  learningRate: 0.5,
  batchSize: 4,
  epochs: 3,
  validation: { folds: 4 },
};

Deno.test("crossValidate() scores each fold with a network trained on the others", async () => {
  const { folds, loss, accuracy } = await crossValidate(spec, inputs, labels);
  const splits = foldRows(labels, { folds: 4, seed: 1 })
    .map((held) => splitRows({ inputs, targets: labels }, held));
  for (const [f, { train, held }] of splits.entries()) {
    // the same without crossValidate(): a network of the spec, validated on the
    // fold
    const mlp = compile({ ...spec, validation: undefined });
    const { epochs } = await mlp.train(train.inputs, train.targets, {
      validation: { inputs: held.inputs, labels: held.targets },
    });
    assertEquals(folds[f], {
      fold: f + 1,
      held: held.inputs.rows,
      learned: train.inputs.rows,
      epochs: 3,
      ...epochs[2].validation!,
    });
  }
  const losses = folds.map(({ loss }) => loss);
  const mean = losses.reduce((a, b) => a + b) / 4;
  assertAlmostEquals(loss.mean, mean, 1e-15);
  const squares = losses.map((loss) => (loss - mean) ** 2);
  const deviation = Math.sqrt(squares.reduce((a, b) => a + b) / 3);
  assertAlmostEquals(loss.deviation, deviation, 1e-15);
  assertEquals(folds.map(({ held }) => held), [6, 6, 6, 5]);
  assertEquals(accuracy!.mean > 0 && accuracy!.mean < 1, true);
});

Deno.test("crossValidate() of a regression gives RMSE in the unit of the label, and R squared", async () => {
  const prices = rows.map(([x, y], b) => 90_000 * x - 7000 * y + 100 * (b % 5));
  const csv = ["x,y,price", ...rows.map((row, b) => [...row, prices[b]])];
  const houses = parseSpec(JSON.stringify({
    name: "houses",
    dataset: { csv: "houses.csv", label: "price" },
    layers: [{ units: 1 }],
    learningRate: 0.05,
    epochs: 20,
    precision: "float64",
  }));
  const read = () => new TextEncoder().encode(csv.join("\n"));
  const data = await loadDataset(houses, { read });
  const { train: { inputs, targets }, rows: table } = data;
  const { folds, rmse, rSquared } = await crossValidate(
    houses,
    inputs,
    targets,
    { data, folds: 3, rows: table },
  );
  const by = { rmse: [] as number[], rSquared: [] as number[] };
  for (const held of foldRows(targets, { folds: 3, seed: 1 })) {
    const split = table!.split(held), mlp = compile(houses, { data });
    await mlp.train(split.train.inputs, split.train.targets);
    const { data: predicted } = mlp.predict(split.held.inputs);
    const known = Array.from(split.held.targets.data);
    const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
    const squares = (of: (n: number) => number) =>
      known.reduce((sum, _, n) => sum + of(n) ** 2, 0);
    const missed = squares((n) => predicted[n] - known[n]);
    by.rmse.push(Math.sqrt(missed / known.length));
    by.rSquared.push(1 - missed / squares((n) => known[n] - mean));
  }
  for (
    const [key, spread] of [["rmse", rmse], ["rSquared", rSquared]] as const
  ) {
    folds.forEach((fold, f) => {
      assertAlmostEquals(fold[key]! / by[key][f], 1, 1e-9);
    });
    const mean = by[key].reduce((sum, x) => sum + x, 0) / 3;
    assertAlmostEquals(spread!.mean / mean, 1, 1e-9);
  }
  assertEquals(by.rmse.every((error) => error > 50), true); // not standardized
});

Deno.test({
  ...needing(
    "crossValidate() gives the same result in parallel and one fold after another",
    READ,
  ),
  async fn(t) {
    const alone = await crossValidate(spec, inputs, labels, { threads: 1 });
    for (const threads of [2, 3, 8]) {
      await t.step(`${threads} in parallel`, async () => {
        const found = await crossValidate(spec, inputs, labels, { threads });
        assertEquals(found, alone);
      });
    }
    await t.step("on the reference engine", async () => {
      const how = { engine: reference };
      const one = await crossValidate(spec, inputs, labels, {
        ...how,
        threads: 1,
      });
      assertEquals(
        await crossValidate(spec, inputs, labels, { ...how, threads: 2 }),
        one,
      );
    });
    await t.step("on a custom engine, which workers do not have", async () => {
      const engine = { ...reference, name: "wasm" };
      const found = await crossValidate(spec, inputs, labels, {
        engine,
        threads: 2,
      });
      const one = await crossValidate(spec, inputs, labels, {
        engine: reference,
        threads: 1,
      });
      assertEquals(found, one);
    });
  },
});

Deno.test({
  ...needing(
    "a fold has the same metrics in a worker and on the calling thread",
    READ,
  ),
  async fn(t) {
    for (const engine of [wasm, reference]) {
      await t.step(engine.name, () =>
        watching(async (all) => {
          const augment = { shift: 1 }; // must not start workers inside a worker
          const { data } = inputs;
          const bytes = Uint8Array.from(data, (x) => 255 * x);
          const pictures = { ...inputs, data: bytes, scale: [0, 1] as const };
          const { spec: whole, plan, parameters } = compile({
            ...spec,
            augment,
          });
          const image = { width: 2, height: 1 };
          const [held] = foldRows(labels, { folds: 4, seed: 1 });
          const split = splitRows({ inputs: pictures, targets: labels }, held);
          const task = { type: "labels", cut: 0.5 } as const;
          const network = { spec: whole, plan, parameters, image, task };
          const work = { fold: 1, ...network, ...split };
          const pool = new Pool<FoldRequest, FoldFigures>(foldProgram()!, 1);
          const answered = () => all[0].posted.length === 2; // ready, then a fold
          const answers = pool.begin({
            count: 2,
            request: () => [{ work, engine: engine.name }],
            async run() {
              await until(answered);
              return await trainFold(work, { engine });
            },
          });
          const found: FoldFigures[] = [];
          for await (const { answer } of answers) found.push(answer);
          assertEquals(found[0], found[1]);
          assertEquals(answered(), true);
          pool.close();
        }));
    }
  },
});

Deno.test("crossValidate() finishes the folds of workers that are terminated", async () => {
  for (let epochs = 2000, ended = 0; ended === 0; epochs *= 4) { // until a worker gets a fold
    const long = { ...spec, epochs };
    const timers: ReturnType<typeof setTimeout>[] = [];
    const found = await watching(
      () => crossValidate(long, inputs, labels, { threads: 3 }),
      {
        onSent({ worker }) {
          ended++;
          timers.push(setTimeout(() => worker.terminate(), 10));
        },
      },
    );
    const alone = await crossValidate(long, inputs, labels, { threads: 1 });
    assertEquals(found, alone);
    timers.forEach(clearTimeout);
    if (READ !== "") return; // workers cannot start here
  }
});

Deno.test("foldProgram() imports the library's own file, never a bundle", () => {
  const files = [
    "file:///home/a/percept/lib/mlp/_fold.ts",
    "https://jsr.io/@percept/nn/0.1.0/lib/mlp/_fold.ts",
    "https://example.com/lib/mlp/_fold.js?v=3#a",
    "file:///node_modules/@percept/nn/esm/lib/mlp/_fold.mjs",
  ];
  for (const url of files) assertStringIncludes(foldProgram(url)!, `"${url}"`);
  const bundles = [
    "file:///app/main.js",
    "https://example.com/_fold.js",
    "https://example.com/app.js?/mlp/_fold.js/",
    "file:///app/mlp/_fold.js/main.js",
    "data:text/javascript,1",
  ];
  for (const url of bundles) assertEquals(foldProgram(url), undefined, url);
});

Deno.test("crossValidate() does not train finished folds again", async () => {
  const heard: FoldFigures[] = [];
  const onFold = (fold: FoldFigures) => void heard.push(fold);
  const whole = await crossValidate(spec, inputs, labels, { onFold });
  assertEquals(heard.length, 4);
  const done = [whole.folds[2], whole.folds[0]];
  heard.length = 0;
  const again = await crossValidate(spec, inputs, labels, { onFold, done });
  assertEquals(heard.map(({ fold }) => fold).sort(), [2, 4]);
  assertEquals(again, whole);
});

Deno.test("crossValidate() makes five folds by default, of equal size", async () => {
  const { validation: _, ...rest } = spec;
  const count = async (folds?: number) =>
    (await crossValidate(rest, inputs, labels, { folds })).folds.length;
  assertEquals([await count(), await count(2)], [5, 2]);
  for (const wrong of [0, 1, 2.5, -3, NaN, Infinity]) {
    await assertRejects(
      () => count(wrong),
      RangeError,
      `folds must be a whole number of at least 2: found ${wrong}`,
    );
  }
});

Deno.test("crossValidate() rejects with the reason of its signal, or with the first error", async (t) => {
  for (const threads of [1, 2]) {
    await t.step(`a signal, ${threads} in parallel`, async () => {
      const stop = new AbortController(), reason = new Error("enough");
      setTimeout(() => stop.abort(reason), 200);
      const error = await assertRejects(() =>
        crossValidate({ ...spec, epochs: 1_000_000 }, inputs, labels, {
          threads,
          signal: stop.signal,
        })
      );
      assertStrictEquals(error, reason);
    });
    await t.step(`a loss that diverges, ${threads} in parallel`, async () => {
      const steep = {
        ...spec,
        layers: [{ units: 2, activation: "identity" as const }],
        learningRate: 1e15,
        epochs: 50,
      };
      await assertRejects(
        () => crossValidate(steep, inputs, labels, { threads }),
        DivergenceError,
      );
    });
  }
  await t.step("labels with the wrong number of rows", async () => {
    await assertRejects(
      () => crossValidate(spec, inputs, frame([[1, 0]])),
      ShapeError,
      "labels must have 23 rows, one for each example: found 1 row",
    );
  });
  await t.step("more folds than examples", async () => {
    await assertRejects(
      () => crossValidate(spec, inputs, labels, { folds: 24 }),
      DatasetError,
      "there must be at least 24 examples for 24 folds: found 23",
    );
  });
});

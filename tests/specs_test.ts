import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  compile,
  crossValidate,
  DivergenceError,
  frame,
  type InlineDataset,
  loadDataset,
  oneHotScore,
  parseSpec,
  type Spec,
} from "../mod.ts";
import { names } from "./dataset/_fixture.ts";
import { needing, READ } from "./_needing.ts";

const folder = new URL("../specs/", import.meta.url);
/** The line that tells an editor's language server which schema to use. */
const SCHEMA_LINE = "# yaml-language-server: $schema=./spec.schema.json\n";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A test that reads the specs. */
function specTest(name: string, fn: (t: Deno.TestContext) => Promise<void>) {
  Deno.test({ ...needing(name, READ), fn });
}

function textOf(file: string): string {
  return Deno.readTextFileSync(new URL(file, folder));
}

/** The spec of a boolean function in `specs/`. */
function gate(name: string): Spec & { dataset: InlineDataset } {
  const spec = parseSpec(textOf(`${name}.yaml`));
  return { ...spec, dataset: spec.dataset as InlineDataset };
}

/**
 * The number of the four rows that a trained network of the spec predicts
 * correctly.
 */
async function rowsRight(
  spec: Spec & { dataset: InlineDataset },
  seed: number,
): Promise<number> {
  const inputs = frame(spec.dataset.inputs),
    labels = frame(spec.dataset.labels);
  const mlp = compile({ ...spec, seed });
  await mlp.train(inputs, labels);
  return oneHotScore(mlp.predict(inputs), labels).right;
}

specTest(
  "every spec compiles, and its comments have the schema, a description, the command and a measured result",
  async (t) => {
    const files = names(folder.pathname).filter((name) =>
      /\.ya?ml$/.test(name)
    );
    assertGreaterOrEqual(files.length, 8);
    for (const file of files) {
      await t.step(file, () => {
        const text = textOf(file);
        const [head] = text.split(/^[^#]/m, 1);
        assert(head.startsWith(SCHEMA_LINE), head);
        assertMatch(head.slice(SCHEMA_LINE.length), /^# \S/);
        const command = file === "digits.yaml"
          ? "#   deno task train\n"
          : `#   deno task train specs/${file}\n`;
        assertStringIncludes(head, command);
        assertMatch(head, /^# Measured: .*\d/m);
        const spec = parseSpec(text, { source: file });
        assertEquals(`${spec.name}.yaml`, file);
        assertMatch(spec.description ?? "", /\S/);
        assertEquals(compile(spec).spec, spec);
      });
    }
  },
);

/** The outputs of each gate for 00, 01, 10 and 11. */
const truths: Record<string, number[]> = {
  must: [0, 0, 1, 1],
  and: [0, 0, 0, 1],
  or: [0, 1, 1, 1],
  nand: [1, 1, 1, 0],
  xor: [0, 1, 1, 0],
};

specTest(
  "anscombe.yaml finds the least-squares line that R prints, within 1e-4",
  async () => {
    // summary(lm(y1 ~ x1, anscombe)): 0.5001 x + 3.0001
    const { mlp, loss } = await line(parseSpec(textOf("anscombe.yaml")));
    const [slope, start] = mlp.parameters;
    assertAlmostEquals(slope, 0.5001, 1e-4);
    assertAlmostEquals(start, 3.0001, 1e-4);
    // R's residual standard error is 1.237 with 9 degrees of freedom
    assertAlmostEquals(Math.sqrt(loss * 11 / 9), 1.237, 5e-4);
    // the largest curvature is 183.8, so a learning rate above 2 / 183.8
    // diverges
    await assertRejects(
      () => line(parseSpec(textOf("anscombe.yaml")), 0.012),
      DivergenceError,
    );
  },
);

/** Trains a network on the rows of a spec. Returns it with its last loss. */
async function line(spec: Spec, learningRate = spec.learningRate) {
  const { inputs, labels } = spec.dataset as InlineDataset;
  const mlp = compile({ ...spec, learningRate });
  const { loss } = await mlp.train(frame(inputs), frame(labels));
  return { mlp, loss };
}

specTest(
  "the specs of boolean functions contain the truth tables that they are named after",
  async (t) => {
    for (const [name, truth] of Object.entries(truths)) {
      await t.step(name, () => {
        const { dataset, layers } = gate(name);
        assertEquals(dataset.inputs, [[0, 0], [0, 1], [1, 0], [1, 1]]);
        assertEquals(dataset.labels.flat(), truth);
        assertEquals(layers.length, name === "xor" ? 2 : 1);
      });
    }
  },
);

for (const name of Object.keys(truths)) {
  specTest(
    `${name}.yaml predicts all four rows correctly from each of ten seeds`,
    async (t) => {
      const spec = gate(name);
      for (const seed of seeds) {
        await t.step(`seed ${seed}`, async () => {
          assertEquals(await rowsRight(spec, seed), 4);
        });
      }
    },
  );
}

specTest(
  "one layer predicts at most three rows of XOR correctly, from any seed",
  async (t) => {
    const { dataset } = gate("xor");
    for (const seed of seeds) {
      await t.step(`seed ${seed}`, async () => {
        const right = await rowsRight({ ...gate("and"), dataset }, seed);
        assertLessOrEqual(right, 3);
      });
    }
  },
);

specTest(
  "iris.yaml reaches a mean accuracy of 0.95 over five folds and ten seeds",
  async () => {
    const spec = parseSpec(textOf("iris.yaml"));
    const { train } = await loadDataset(spec, {
      folders: [folder.pathname, new URL("../", folder).pathname],
    });
    let sum = 0;
    for (const seed of seeds) {
      const { accuracy, folds } = await crossValidate(
        { ...spec, seed },
        train.inputs,
        train.targets,
        { inputs: train.inputs.columns, threads: 1 },
      );
      assertEquals(folds.length, 5);
      sum += accuracy!.mean;
    }
    assertGreaterOrEqual(sum / seeds.length, 0.95);
  },
);

specTest(
  "every spec of the ladder compiles, names its row of the MNIST page and is in the table",
  async (t) => {
    const table = textOf("README.md");
    const files = names(new URL("ladder/", folder).pathname);
    assertGreaterOrEqual(files.length, 10);
    for (const file of files) {
      await t.step(file, () => {
        const text = textOf(`ladder/${file}`);
        const [head] = text.split(/^[^#]/m, 1);
        assert(head.startsWith(SCHEMA_LINE.replace("./", "../")), head);
        assertStringIncludes(
          head,
          `#   deno task train specs/ladder/${file}\n`,
        );
        const [, measured] = head.match(/^# Measured: (\d+\.\d\d) %/m)!;
        const spec = parseSpec(text, { source: file });
        assertEquals(`${spec.name}.yaml`, file);
        const [, published] = spec.description!
          .match(/published error (\d+(?:\.\d+)?) %/)!;
        const row = table.split("\n")
          .find((line) => line.includes(`(./ladder/${file})`))!;
        const cells = row.split("|").map((cell) => cell.trim());
        assertEquals(cells[2], `${Number(published)} %`);
        assertEquals(cells[3], `${measured} %`);
        assertEquals(compile(spec).spec, spec);
      });
    }
  },
);

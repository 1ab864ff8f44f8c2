/**
 * Tasks that must have the same results in every host: Deno, Node.js and
 * browsers. The library is imported as users import it, and files are read by a
 * function.
 *
 * @module
 */

import {
  checkFiles,
  type Checkpoint,
  compile,
  crossValidate,
  decodeIdx,
  decodeModel,
  encodeIdx,
  encodeIdxStream,
  encodeModel,
  exportJs,
  fetchFiles,
  frame,
  idxStream,
  loadCheckpoint,
  loadDataset,
  loadModel,
  type Mlp,
  parseSpec,
  type ReadFile,
  saveCheckpoint,
  saveModel,
  type Spec,
} from "@percept/nn";

/**
 * The files that the tasks read: specs and data, by their paths in the
 * checkout.
 */
export const files = {
  digits: "specs/digits.yaml",
  folds: "specs/digits-cv.yaml",
  table: "data/iris.csv",
  idx: "test-images-idx3-ubyte.gz",
} as const;

/** The spec with distorted images and fewer epochs. */
export function augmented(text: string): string {
  const short = text.replace(/^epochs: .*$/m, "epochs: 5")
    .replace(/^augment: .*$/m, "");
  return `${short}\naugment: { shift: 1, rotate: 10 }\n`;
}

async function textOf(read: ReadFile, path: string): Promise<string> {
  return new TextDecoder().decode(await read(path));
}

/**
 * The examples of a spec, and a function that compiles a new network for them.
 */
async function begin(read: ReadFile, text: string) {
  const spec = parseSpec(text);
  const data = await loadDataset(spec, { read, seed: spec.seed });
  return { spec, fresh: () => compile(spec, { data }), ...data.train };
}

async function trained(read: ReadFile, text: string): Promise<Mlp> {
  const { fresh, inputs, targets } = await begin(read, text);
  const mlp = fresh();
  await mlp.train(inputs, targets);
  return mlp;
}

/**
 * Stops in the fourth epoch, copies the last checkpoint and resumes from the
 * copy.
 */
async function continued(read: ReadFile): Promise<Uint8Array> {
  const { fresh, inputs, targets } = await begin(
    read,
    await textOf(read, files.digits),
  );
  const stop = new AbortController(), checkpoints: Checkpoint[] = [];
  await fresh().train(inputs, targets, {
    signal: stop.signal,
    onEpoch: ({ epoch }) => epoch === 4 && stop.abort(new Error("stopped")),
    onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint),
  }).catch((error) => {
    if (error !== stop.signal.reason) throw error;
  });
  const mlp = fresh(), from = structuredClone(checkpoints.at(-1)!);
  await mlp.train(inputs, targets, { from });
  return await encodeModel(mlp);
}

const xor: Spec = parseSpec(`
name: xor
dataset: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [[0], [1], [1], [0]] }
layers: [{ units: 8 }, { units: 1 }]
loss: { type: mse, reduction: sum }
learningRate: 1
batchSize: 1
epochs: 5000
`);

const table = `
name: iris
dataset: { csv: ${files.table}, label: species }
inputs: { units: 4 }
layers: [{ units: 9, activation: tanh }, { units: 3 }]
learningRate: 0.1
epochs: 20
`;

/** A task. It returns bytes, or a value for `JSON.stringify()`. */
type Work = (read: ReadFile) => Promise<unknown>;

/** All tasks, by name. */
export const works = {
  /** Trains XOR, and decodes the encoded model again. */
  async xor() {
    const { train: { inputs, targets } } = await loadDataset(xor);
    const mlp = compile(xor);
    await mlp.train(inputs, targets);
    const bytes = await encodeModel(mlp);
    const { data } = (await decodeModel(bytes)).predict(
      frame([[0, 0], [0, 1], [1, 0], [1, 1]]),
    );
    const answers = [...data].map((a) => a > 0.5 ? 1 : 0);
    if (answers.join() !== "0,1,1,0") throw new Error(`xor is ${answers}`);
    return bytes;
  },

  "an IDX file": async (read) =>
    encodeIdx(
      await decodeIdx(encodeIdx(await decodeIdx(await read(files.idx)))),
    ),

  async "an IDX file as streams"(read) {
    const file = new Blob([await read(files.idx) as Uint8Array<ArrayBuffer>]);
    const { shape, data } = await idxStream(file.stream(), { rows: 100 });
    const stream = encodeIdxStream({ shape, data });
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },

  digits: async (read) =>
    await encodeModel(await trained(read, await textOf(read, files.digits))),

  "digits, continued from a copied checkpoint": continued,

  "digits, augmented": async (read) =>
    await encodeModel(
      await trained(read, augmented(await textOf(read, files.digits))),
    ),

  "five folds": (read) => folds(read, (text) => text),

  "five folds, augmented": (read) => folds(read, augmented),

  "a table": async (read) => await encodeModel(await trained(read, table)),

  "the text of an exported network": async (read) =>
    exportJs(await trained(read, table)),

  "what needs Deno": refusals,
} as const satisfies Record<string, Work>;

/** The metrics of five folds. */
async function folds(
  read: ReadFile,
  changed: (text: string) => string,
): Promise<unknown> {
  const { spec, inputs, targets, fresh } = await begin(
    read,
    changed(await textOf(read, files.folds)),
  );
  const { image } = fresh().fitted;
  return (await crossValidate(spec, inputs, targets, { image })).folds;
}

/** The error message of each function that needs Deno. */
async function refusals(): Promise<unknown> {
  const mlp = compile(xor), from = {} as Checkpoint;
  const spec = parseSpec(table);
  const calls: Record<string, () => Promise<unknown>> = {
    saveModel: () => saveModel(mlp, "a"),
    loadModel: () => loadModel("a"),
    saveCheckpoint: () => saveCheckpoint(from, mlp, "a"),
    loadCheckpoint: () => loadCheckpoint("a", mlp),
    fetchFiles: () => fetchFiles("mnist"),
    checkFiles: () => checkFiles("mnist"),
    "loadDataset of mnist": () => loadDataset({ ...spec, dataset: "mnist" }),
    "loadDataset of a table": () => loadDataset(spec),
    "checkFiles of digits": async () => {
      const files = await checkFiles("digits");
      throw files.map(({ state }) => state).join();
    },
  };
  const messages: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    await call().catch((error) => messages[name] = String(error));
  }
  return messages;
}

/** The time limit of a task. */
const MOST_MS = 120_000;

/**
 * Runs all tasks, or the named ones. Returns each result as text, with bytes in
 * base64.
 */
export async function answers(
  read: ReadFile,
  names: readonly string[] = Object.keys(works),
): Promise<Record<string, string>> {
  const all: Readonly<Record<string, Work>> = works;
  const answers: Record<string, string> = {};
  for (const name of names) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, MOST_MS, `no answer within ${MOST_MS} ms`);
    });
    const answer = all[name](read).then(
      (found) =>
        found instanceof Uint8Array ? base64(found) : JSON.stringify(found),
      (error) => String(error.stack ?? error),
    );
    answers[name] = await Promise.race([answer, late]);
    clearTimeout(timer);
  }
  return answers;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
}

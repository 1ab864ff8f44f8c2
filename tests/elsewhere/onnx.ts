/**
 * Exports networks with every layer type, activation and loss to ONNX, and runs
 * them in onnxruntime: `deno task test:onnx`. The predicted classes must be the
 * same for every example of the test set. Each output may differ by at most
 * 1e-5, relative to outputs above 1. The test set is that of MNIST if
 * `MNIST_DIR` is set, and otherwise that of digits. The test is skipped with a
 * message if onnxruntime is not available.
 *
 * @module
 */

import { exportOnnx, type SpecInput } from "@percept/nn";
import { argmax } from "../../lib/formula/mod.ts";
import { activations, losses } from "../../lib/formula/mod.ts";
import { TYPES } from "../engine/cases.ts";
import { apart } from "./_apart.ts";
import { ask, type Asked, specs, times } from "./exported.ts";

const WITHIN = 1e-5;

/**
 * The specs: every layer type, activation and loss, a table and a regression.
 */
function networks(dataset: "mnist" | "digits"): SpecInput[] {
  const picture = {
    dataset,
    inputs: { scale: [0.01, 1] },
    learningRate: 0.05,
    epochs: 1,
  } as const;
  const hidden = Object.keys(activations).filter((name) =>
    !activations[name as keyof typeof activations].needsWholeRow
  );
  return [
    ...hidden.map((activation) => ({
      ...picture,
      name: activation,
      layers: [
        { units: 20, activation },
        { units: 10, activation },
      ],
    } as SpecInput)),
    ...Object.entries(losses).map(([loss, { output }]) => ({
      ...picture,
      name: loss,
      layers: [{ units: 20 }, {
        units: 10,
        activation: output?.name ?? "identity",
      }],
      loss,
    } as SpecInput)),
    ...Object.entries(TYPES).map(([type, layers]) => ({
      ...picture,
      name: type,
      layers: [...layers, { units: 10, activation: "softmax" }],
      loss: "crossEntropy",
      optimizer: "adam", // trains enough that the probabilities are not almost equal
      learningRate: 0.003,
      epochs: 2,
    } as SpecInput)),
    { ...specs.layers, dataset },
    specs.table,
    specs.regression,
  ];
}

/** Trains the networks, and writes models and inputs to a folder. */
async function prepare(
  folder: string,
  data: string | undefined,
): Promise<Asked[]> {
  const asked: Asked[] = [], lines: string[] = [];
  for (const spec of networks(data ? "mnist" : "digits")) {
    const isPicture = typeof spec.dataset === "string";
    asked.push(await ask(spec, isPicture ? { data, limit: 1000 } : {}));
  }
  asked.push(times());
  for (const one of asked) {
    const { mlp: { spec: { name }, plan: { inputs } }, rows } = one;
    const isFine = name === "times",
      Numbers = isFine ? Float64Array : Float32Array;
    await Deno.writeFile(
      `${folder}/${name}.inputs`,
      new Uint8Array(Numbers.from(rows.flat()).buffer),
    );
    await Deno.writeFile(`${folder}/${name}.onnx`, await exportOnnx(one.mlp));
    const type = isFine ? "float64" : "float32";
    lines.push(`${name} ${name}.inputs ${inputs} ${type}\n`);
  }
  await Deno.writeTextFile(`${folder}/models.txt`, lines.join(""));
  return asked;
}

/**
 * Compares the outputs of a network. Returns its name if they differ, else "".
 */
async function compare(
  { mlp, rows: { length: rows }, answers }: Asked,
  folder: string,
): Promise<string> {
  const { name } = mlp.spec;
  const bytes = await Deno.readFile(`${folder}/${name}.bin`);
  const found = new Float32Array(bytes.buffer), { outputs } = mlp.plan;
  let most = 0, other = 0;
  const classes = new Set<number>(); // a single class would prove little
  for (let r = 0; r < rows; r++) {
    const [ours, theirs] = [answers, found].map((all) =>
      Array.from({ length: outputs }, (_, o) => all[r * outputs + o])
    );
    classes.add(argmax(ours));
    other += argmax(ours) === argmax(theirs) ? 0 : 1;
    ours.forEach((x, o) => {
      const apart = Math.abs(x - theirs[o]) / Math.max(1, Math.abs(x));
      most = Math.max(most, Number.isNaN(apart) ? Infinity : apart);
    });
  }
  if (found.length !== answers.length) most = Infinity;
  console.log(
    `${name}: ${
      rows - other
    } of ${rows} classes the same, ${classes.size} of ${outputs} predicted, ` +
      `answers within ${most.toExponential(1)}`,
  );
  const isDull = classes.size === 1 && outputs > 1;
  return other > 0 || most > WITHIN || isDull ? name : "";
}

if (import.meta.main) {
  const program = await apart("onnx/ask.js");
  if (program.lacking !== undefined) {
    console.log("skipped: onnxruntime-node is not there and cannot be fetched");
    Deno.exit(0);
  }
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "runs" });
  try {
    const asked = await prepare(folder, Deno.env.get("MNIST_DIR") || undefined);
    const permissions = [
      ...["--allow-read", `--allow-write=${folder}`],
      ...["--allow-ffi", "--allow-env", "--allow-sys"],
    ];
    const { error } = await program.run(permissions, folder);
    const wrong = error ??
      (await Promise.all(asked.map((one) => compare(one, folder))))
        .filter(Boolean).join(", ");
    if (wrong) console.error(`not as ours: ${wrong}`);
    Deno.exitCode = wrong ? 1 : 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Trains for such a short time that the training ends before its second thread
 * has started. Then predicts long enough that threads are started, twice; see
 * `threads_test.ts`.
 *
 * @module
 */

import { compile, frame } from "../../../../mod.ts";

const spec = {
  name: "brief",
  layers: [{ units: 300 }, { units: 1 }],
  ...{ learningRate: 0.1, epochs: 1, batchSize: 1 },
};
const rows = 7000;
const many = { rows, columns: 2000, data: new Float32Array(2000 * rows) };
const [one, two] = [1, 2].map((threads) =>
  compile(spec, { inputs: 2000, threads })
);
const some = { ...many, rows: 2, data: many.data.fill(0.5).subarray(0, 4000) };
await two.train(some, frame([[1], [0]]));
await one.train(some, frame([[1], [0]]));
const [right, ...found] = [one, two, two].map((mlp) => mlp.predict(many).data);
const isSame = found.every((data) => data.every((a, n) => a === right[n]));
console.log(isSame ? "the same" : "different");

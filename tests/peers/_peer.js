/**
 * The common part of the programs for other libraries. Reads the initial
 * weights and the examples of a workload from stdin, trains on one thread, and
 * prints the seconds of each epoch as JSON.
 *
 * @module
 */

/**
 * Measures the training of a library.
 *
 * @param prepare A function `(workload, layers) -> step(x, y)`. Each layer has a
 *   `type`; dense and convolutional layers also have `shape`, weights `w` and
 *   biases `b`. `step` trains on one batch with `[B][784]` inputs and `[B][10]`
 *   targets, and returns the mean loss of the batch, or a promise of it.
 */
export async function timePeer(prepare) {
  delete globalThis.SharedArrayBuffer; // otherwise both libraries start threads
  const input = await new Response(Deno.stdin.readable).arrayBuffer();
  const workload = JSON.parse(Deno.args[0]);
  const { rows, batchSize: B, epochs, parameters } = workload;
  const first = new Float32Array(input, 0, parameters);
  const bytes = new Uint8Array(input, 4 * parameters);
  const layers = workload.layers.map(
    ({ offset, inputs: I, units: O, ...layer }) => ({
      ...layer,
      shape: [I, O],
      w: first.slice(offset, offset + I * O),
      b: first.slice(offset + I * O, offset + I * O + O),
    }),
  );
  const step = await prepare(workload, layers);
  const seconds = [];
  let loss = 0;
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const start = performance.now();
    loss = 0;
    for (let r = 0; r < rows; r += B) {
      const x = Float32Array.from(
        bytes.subarray(r * 784, (r + B) * 784),
        (byte) => byte / 255,
      );
      const y = new Float32Array(10 * B);
      for (let b = 0; b < B; b++) y[10 * b + bytes[rows * 784 + r + b]] = 1;
      loss += await step(x, y) * B / rows;
    }
    seconds.push((performance.now() - start) / 1000);
  }
  console.log(JSON.stringify({ seconds: seconds.slice(1), loss }));
}

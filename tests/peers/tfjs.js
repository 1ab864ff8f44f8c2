/** Trains W2 or W3 with TensorFlow.js on its WebAssembly backend; see `_peer.js`. */

import { timePeer } from "./_peer.js";

await timePeer(async ({ batchSize: B, adam, rate }, layers) => {
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  await tf.ready();
  const params = layers.map(({ shape, w, b }) => ({
    w: tf.variable(tf.tensor2d(w, shape)),
    b: tf.variable(tf.tensor1d(b)),
  }));
  const optimizer = adam ? tf.train.adam(rate) : tf.train.sgd(rate);
  return (x, y) =>
    tf.tidy(() => {
      const [inputs, targets] = [
        tf.tensor2d(x, [B, 784]),
        tf.tensor2d(y, [B, 10]),
      ];
      const loss = optimizer.minimize(() => {
        let a = inputs;
        params.forEach(({ w, b }, l) => {
          const z = tf.add(tf.matMul(a, w), b);
          a = l < params.length - 1 ? tf.relu(z) : z;
        });
        return tf.losses.softmaxCrossEntropy(targets, a);
      }, true);
      return loss.dataSync()[0];
    });
});

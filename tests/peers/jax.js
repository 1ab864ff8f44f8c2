/**
 * Trains W2, W3, C1 or C2 with jax-js; each step is one compiled function. See
 * `_peer.js`. Its convolutions need images in the order
 * `[channels][rows][columns]`.
 */

import { timePeer } from "./_peer.js";

await timePeer(async ({ batchSize: B, adam, rate }, layers) => {
  const { defaultDevice, init, jit, lax, nn, numpy: np, tree, valueAndGrad } =
    await import("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  const array = (data, shape) => np.array(data).reshape(shape);
  let image = [1, 28, 28];
  const trained = [];
  for (const { type, shape: [inputs, units], w, b, ...layer } of layers) {
    const [channels, rows, columns] = image;
    if (type === "conv2d") {
      const k = layer.kernelSize,
        smaller = layer.padding === "same" ? 0 : k - 1;
      const turned = array(w, [k, k, channels, units]);
      trained.push({ w: np.transpose(turned, [3, 2, 0, 1]), b: np.array(b) });
      image = [units, rows - smaller, columns - smaller];
    } else if (type === "maxPool2d") {
      image = [channels, rows >> 1, columns >> 1];
    } else if (type === "dense") {
      const isFlat = image.length === 1 || channels * rows * columns !== inputs;
      const turned = isFlat ? array(w, [inputs, units]) : np.transpose(
        array(w, [rows, columns, channels, units]),
        [2, 0, 1, 3],
      ).reshape([inputs, units]);
      trained.push({ w: turned, b: np.array(b) });
      image = [units];
    }
  }
  let params = trained;
  const zeros = () =>
    params.map(({ w, b }) => ({ w: np.zeros(w.shape), b: np.zeros(b.shape) }));

  const isImage = layers[0].type === "conv2d";
  const loss = (params, x, y) => {
    let a = isImage ? x.reshape([B, 1, 28, 28]) : x, p = 0;
    for (const { type, padding } of layers) {
      if (type === "conv2d") {
        const { w, b } = params[p++];
        const how = padding === "same" ? "SAME" : "VALID";
        const z = lax.conv(a, w, [1, 1], how);
        a = nn.relu(z.add(b.reshape([1, -1, 1, 1])));
      } else if (type === "maxPool2d") {
        const [, , rows, columns] = a.shape;
        const even = (n) => [0, n - n % 2];
        a = lax.reduceWindow(
          a.slice([], [], even(rows), even(columns)),
          (x) => np.max(x),
          [1, 1, 2, 2],
          [1, 1, 2, 2],
        );
      } else if (type === "flatten") {
        a = a.reshape([B, -1]);
      } else {
        const { w, b } = params[p++];
        const z = np.dot(a, w).add(b);
        a = p < params.length ? nn.relu(z) : z;
      }
    }
    return nn.logSoftmax(a).mul(y).sum().mul(-1 / B);
  };
  const learn = valueAndGrad(loss);

  if (!adam) {
    const step = jit((params, x, y) => {
      const [value, slopes] = learn(tree.ref(params), x, y);
      return [
        value,
        tree.map((p, g) => p.sub(g.mul(rate)), params, slopes),
      ];
    });
    return async (x, y) => {
      const [value, next] = step(params, array(x, [B, 784]), array(y, [B, 10]));
      params = next;
      return await value.jsAsync();
    };
  }

  let [m, v, t] = [zeros(), zeros(), 0];
  const step = jit((params, m, v, size, share, x, y) => {
    const [value, slopes] = learn(tree.ref(params), x, y);
    m = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(slopes));
    v = tree.map(
      (v, g) => v.mul(0.999).add(np.square(g).mul(0.001)),
      v,
      slopes,
    );
    params = tree.map(
      (p, m, v) =>
        p.sub(m.mul(size.ref).div(np.sqrt(v).mul(share.ref).add(1e-8))),
      params,
      tree.ref(m),
      tree.ref(v),
    );
    size.dispose();
    share.dispose();
    return [value, params, m, v];
  });
  return async (x, y) => {
    t++;
    const size = np.array(Float32Array.of(rate / (1 - 0.9 ** t)));
    const share = np.array(Float32Array.of(1 / Math.sqrt(1 - 0.999 ** t)));
    const [value, ...next] = step(
      ...[params, m, v, size, share],
      array(x, [B, 784]),
      array(y, [B, 10]),
    );
    [params, m, v] = next;
    return await value.jsAsync();
  };
});

/** W2 or W3 in jax-js, one compiled function a step; see `_peer.js`. */

import { timePeer } from "./_peer.js";

await timePeer(async ({ batchSize: B, adam, rate }, layers) => {
  const { defaultDevice, init, jit, nn, numpy: np, tree, valueAndGrad } =
    await import("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  const array = (data, shape) => np.array(data).reshape(shape);
  let params = layers.map(({ shape, w, b }) => ({
    w: array(w, shape),
    b: np.array(b),
  }));
  const zeros = () =>
    layers.map(({ shape, b }) => ({
      w: np.zeros(shape),
      b: np.zeros([b.length]),
    }));

  const loss = (params, x, y) => {
    let a = x;
    params.forEach(({ w, b }, l) => {
      const z = np.dot(a, w).add(b);
      a = l < params.length - 1 ? nn.relu(z) : z;
    });
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

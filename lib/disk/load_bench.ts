/**
 * A benchmark of loading data from the disk, compared with `gunzip`. Limits:
 * `decodeIdx` takes at most 1.25 times as long as `gunzip`, and loading MNIST
 * takes less than 0.5 s.
 *
 *   MNIST_DIR=DIR deno bench --no-check --allow-read --allow-run=gunzip --allow-env=MNIST_DIR lib/disk
 *
 * @module
 */

import { decodeIdx } from "../format/mod.ts";
import { loadDataset } from "./mod.ts";

const folder = Deno.env.get("MNIST_DIR");
const path = `${folder}/train-images-idx3-ubyte.gz`;
const ignore = folder === undefined;

Deno.bench({
  name: "gunzip of the training images, to memory",
  group: "decode",
  baseline: true,
  ignore,
  async fn() {
    const { stdout } = await new Deno.Command("gunzip", {
      args: ["-c", path],
      stdout: "piped",
    }).output();
    if (stdout.length !== 47_040_016) throw new Error("wrong file");
  },
});

Deno.bench({
  name: "decodeIdx() of the training images",
  group: "decode",
  ignore,
  async fn() {
    const { data } = await decodeIdx(await Deno.readFile(path));
    if (data.length !== 47_040_000) throw new Error("wrong file");
  },
});

Deno.bench({
  name: "loadDataset() of MNIST, verified and ready to train on",
  ignore,
  async fn() {
    await loadDataset({
      dataset: "mnist",
      inputs: { scale: [0, 1] },
      labels: { oneHot: [0, 1] },
      precision: "float32",
    }, { data: folder });
  },
});

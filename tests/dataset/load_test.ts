import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import type { DatasetSpec } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { DownloadError } from "../../lib/disk/download_error.ts";
import {
  loadDataset,
  type LoadOptions,
  loadScored,
} from "../../lib/disk/load_dataset.ts";
import { digits as files, writeDigits } from "../cli/_digits.ts";
import { nowhere } from "../disk/_fault_server.ts";
import { inTemporaryFolder, names } from "./_fixture.ts";
import { MNIST, mnistDir, needing, SERVER } from "../_needing.ts";

const base = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float32",
} as const;

const digits: DatasetSpec = { ...base, dataset: "digits" };
const mnist: DatasetSpec = { ...base, dataset: "mnist" };
const xor: DatasetSpec = {
  ...base,
  dataset: {
    inputs: [[0, 0], [0, 1], [1, 0], [1, 1]],
    labels: [[0], [1], [1], [0]],
  },
};

/** The number of examples of each class in a one-hot frame. */
function tally(
  { data, columns }: { data: ArrayLike<number>; columns: number },
) {
  const counts = new Array(columns).fill(0);
  for (let i = 0; i < data.length; i++) counts[i % columns] += data[i];
  return counts;
}

Deno.test({
  name: "loadDataset() reads digits from the package, without a permission",
  permissions: "none",
  async fn() {
    const { name, train, test, classes, image, sources } = await loadDataset(
      { ...digits, inputs: { scale: [0.01, 1] }, labels: { oneHot: [0, 1] } },
    );
    assertEquals(name, "digits");
    assertEquals([train.inputs.rows, train.inputs.columns], [1352, 64]);
    assertEquals([test?.inputs.rows, test?.inputs.columns], [445, 64]);
    assertEquals("scale" in train.inputs && train.inputs.scale, [0.01, 1]);
    assertEquals(classes, [..."0123456789"]);
    assertEquals(image, { width: 8, height: 8 });
    assertEquals(sources, [
      "train: 1,352 images of 8 x 8 from the package",
      "test: 445 images of 8 x 8 from the package",
    ]);
    // the complete set has 178, 182, 177, 183, 181, 182, 181, 179, 174 and 180
    // (Alpaydin and Kaynak); every fourth example of a class, starting with the
    // first, is a test example
    const all = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
    assertEquals(tally(test!.targets), all.map((n) => Math.floor(n / 4)));
    assertEquals(
      tally(train.targets),
      all.map((n) => n - Math.floor(n / 4)),
    );
  },
});

Deno.test({
  name: "loadDataset() applies the limit by class, with the seed",
  async fn() {
    const some = await loadDataset(digits, { limit: 100, seed: 1 });
    const same = await loadDataset(digits, { limit: 100, seed: 1 });
    const other = await loadDataset(digits, { limit: 100, seed: 2 });
    assertEquals(some.train.inputs.rows, 100);
    assertEquals(some.train, same.train);
    assertNotEquals(some.train, other.train);
    assertEquals(some.test?.inputs.rows, 445, "the test set is whole");
    for (const n of tally(some.train.targets)) assertAlmostEquals(n, 10, 1);
    const all = await loadDataset(digits, { limit: 9999 });
    assertEquals(all.train.inputs.rows, 1352);
  },
});

Deno.test({
  ...needing(
    "loadScored() opens only the files of the test set",
    SERVER,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { images, labels } = catalogue.digits.test;
      for (const { name } of [images, labels]) {
        await Deno.writeFile(`${folder}/${name}`, files[name]);
      }
      const scored = await loadScored(digits, { data: folder });
      const { test, ...rest } = await loadDataset(digits);
      assertEquals([scored.inputs, scored.targets], [
        test!.inputs,
        test!.targets,
      ]);
      assertEquals([scored.classes, scored.image], [rest.classes, rest.image]);
      assertEquals(scored.part, "test");
      assertEquals(scored.sources.length, 1);
    }),
});

Deno.test("loadScored() returns the training rows if there is no test set", async () => {
  const { train } = await loadDataset(xor);
  const { inputs, targets, part } = await loadScored(xor);
  assertEquals({ inputs, targets, part }, { ...train, part: "training" });
});

Deno.test("loadDataset() does not change inline rows, in the precision of the spec", async (t) => {
  for (const precision of ["float32", "float64"] as const) {
    await t.step(precision, async () => {
      const loaded = await loadDataset({ ...xor, precision });
      const Numbers = precision === "float32" ? Float32Array : Float64Array;
      assertEquals(loaded.train.inputs, {
        rows: 4,
        columns: 2,
        data: Numbers.of(0, 0, 0, 1, 1, 0, 1, 1),
      });
      assertEquals(loaded.train.targets.data, Numbers.of(0, 1, 1, 0));
      assertEquals(loaded.name, "inline");
      assertEquals(loaded.test, undefined);
      assertEquals(loaded.sources, ["train: 4 rows of the spec"]);
    });
  }
  await t.step("limit counts equal labels as one class", async () => {
    const { train } = await loadDataset(xor, { limit: 2 });
    assertEquals([...train.targets.data].sort(), [0, 1]);
  });
});

Deno.test("loadDataset() refuses a wrong spec or wrong options before it connects to a server", async (t) => {
  const uneven = { inputs: [[0], [1]], labels: [[0]] };
  const refusals: Record<string, [DatasetSpec, LoadOptions, string]> = {
    "no data set": [
      base,
      {},
      "dataset must be mnist, fashion-mnist, digits, rows in the spec, or the paths of files",
    ],
    "too few labels": [
      { ...base, dataset: uneven },
      {},
      "dataset.labels must have 2 rows, like dataset.inputs: found 1",
    ],
    "a limit of 0": [xor, { limit: 0 }, "limit must be a whole number over 0"],
    "a limit of half an example": [
      xor,
      { limit: 0.5 },
      "limit must be a whole number",
    ],
    "a mirror that is not a URL": [
      mnist,
      { mirror: "here" },
      "mirror must be a URL that begins with https:// or http://: found here",
    ],
    "a mirror with a file URL": [
      mnist,
      { mirror: "file:///tmp" },
      "mirror must be a URL that begins with https:// or http://",
    ],
  };
  for (const [name, [spec, options, message]] of Object.entries(refusals)) {
    await t.step(name, async () => {
      const error = await assertRejects(
        () => loadDataset(spec, options),
        DatasetError,
      );
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test("loadDataset() without permissions names the necessary permissions", {
  permissions: { read: false, net: false, write: false },
}, async () => {
  const here = await assertRejects(
    () => loadDataset(digits, { data: "here" }),
    DatasetError,
  );
  assertStringIncludes(here.message, "needs the permission --allow-read=");

  const { attempts } = await assertRejects(
    () => loadDataset(mnist, { mirror: "http://127.0.0.1:8123/some" }),
    DownloadError,
  );
  assertEquals(attempts.map(({ place, problem }) => `${place} ${problem}`), [
    "data/mnist needs the permission --allow-read=data/mnist",
    "http://127.0.0.1:8123/some/ needs the permission --allow-net=127.0.0.1:8123",
    ...catalogue.mnist.mirrors.map((mirror) =>
      `${mirror} needs the permission --allow-net=${new URL(mirror).host}:443`
    ),
  ]);
});

Deno.test({
  ...needing(
    "loadDataset() compares the files of --data with the catalog",
    SERVER,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { train, test } = catalogue.digits;
      writeDigits(folder);
      const { sources } = await loadDataset(digits, { data: folder });
      assertStringIncludes(sources[0], `from ${folder}`);

      await Deno.copyFile( // the labels of the other part
        `${folder}/${test.labels.name}`,
        `${folder}/${train.labels.name}`,
      );
      const error = await assertRejects(
        () => loadDataset(digits, { data: folder }),
        DatasetError,
      );
      assertEquals(error.files, [`${folder}/${train.labels.name}`]);
      assertStringIncludes(error.message, "must decompress to 1360 bytes");
    }),
});

Deno.test({
  ...needing(
    "loadDataset() downloads MNIST from --mirror, and then reads its cache",
    MNIST,
  ),
  fn: () =>
    inTemporaryFolder(async (cache) => {
      const asked: string[] = [];
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        async (request) => {
          const name = new URL(request.url).pathname.replace("/mnist/", "");
          asked.push(name);
          return new Response(await Deno.readFile(`${mnistDir}/${name}`));
        },
      );
      const mirror = `http://127.0.0.1:${server.addr.port}/mnist`;
      const first = await loadDataset(mnist, { cache, mirror });
      await server.shutdown();
      const { train, test } = catalogue.mnist;
      const files = [train, test]
        .flatMap(({ images, labels }) => [images.name, labels.name]);
      assertEquals(asked.toSorted(), files.toSorted(), "each once");
      assertEquals(names(`${cache}/mnist`), files.toSorted());
      assertStringIncludes(
        first.sources[0],
        `60,000 images of 28 x 28 from ${mirror}/`,
      );

      const second = await loadDataset(mnist, {
        cache,
        mirror: nowhere().href,
      });
      assertStringIncludes(second.sources[1], `from ${cache}/mnist`);
      // the counts of LeCun, Cortes and Burges
      assertEquals(
        tally(second.train.targets),
        [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      );
      assertEquals(
        tally(second.test!.targets),
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
      );
      assertEquals(
        second.train.inputs.data.subarray(-784),
        first.train.inputs.data.subarray(-784),
      );
    }),
});

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  DatasetError,
  type DatasetSpec,
  encodeIdx,
  loadDataset,
  type ReadFile,
} from "../../mod.ts";
import { catalogue } from "../../lib/catalogue.ts";
import { digits } from "../cli/_digits.ts";
import { MNIST, mnistDir, needing } from "../_needing.ts";
import { gzip, idxFile } from "./_fixture.ts";

const base = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float32",
} as const;

const csv: DatasetSpec = {
  ...base,
  inputs: { scale: [0, 1], standardize: false },
  dataset: { csv: "tables/fruit.csv", label: "kind" },
};

const idx: DatasetSpec = {
  ...base,
  dataset: { idx: { train: { images: "a.idx", labels: "sub/b.gz" } } },
};

/** A function that returns these files, and the paths of its calls. */
function reader(files: Record<string, Uint8Array>, asked: string[] = []) {
  const read: ReadFile = (path) => {
    asked.push(path);
    if (path in files) return files[path];
    throw new RangeError(`no ${path}`);
  };
  return { read, asked };
}

const table = new TextEncoder().encode("grams,kind\n150,apple\n5,cherry\n");

Deno.test(
  "loadDataset() calls read with the paths of the spec",
  {
    permissions: "none",
  },
  async (t) => {
    await t.step("csv", async () => {
      const { read, asked } = reader({ "tables/fruit.csv": table });
      const { train, classes } = await loadDataset(csv, { read });
      assertEquals([...train.inputs.data], [150, 5]);
      assertEquals(classes, ["apple", "cherry"]);
      assertEquals(asked, ["tables/fruit.csv"]);
    });
    await t.step("idx, with a read that returns promises", async () => {
      const pixels = Uint8Array.of(0, 51, 102, 255);
      const { read, asked } = reader({
        "a.idx": encodeIdx({ shape: [2, 1, 2], data: pixels }),
        "sub/b.gz": await gzip(idxFile([2], [1, 0])),
      });
      const later: ReadFile = (path) => Promise.resolve(path).then(read);
      const { train, image } = await loadDataset(idx, { read: later });
      assertEquals(train.inputs.data, pixels);
      assertEquals([...train.targets.data], [0, 1, 1, 0]);
      assertEquals(image, { width: 2, height: 1 });
      assertEquals(asked, ["a.idx", "sub/b.gz"]);
    });
    await t.step("digits are included, without a call of read", async () => {
      const { read, asked } = reader({});
      const { train } = await loadDataset(
        { ...base, dataset: "digits" },
        { read },
      );
      assertEquals([train.inputs.rows, asked], [1352, []]);
    });
  },
);

Deno.test({
  ...needing(
    "loadDataset() calls read with NAME/FILE for a named data set",
    MNIST,
  ),
  async fn() {
    const asked: string[] = [];
    const { train, test, sources } = await loadDataset(
      { ...base, dataset: "mnist" },
      {
        read(path) {
          asked.push(path);
          return Deno.readFile(`${mnistDir}/${path.replace("mnist/", "")}`);
        },
      },
    );
    assertEquals([train.inputs.rows, test?.inputs.rows], [60_000, 10_000]);
    assertEquals(
      sources[0],
      "train: 60,000 images of 28 x 28 from mnist/",
    );
    const parts = [catalogue.mnist.train, catalogue.mnist.test];
    assertEquals(
      asked,
      parts.flatMap(({ images, labels }) =>
        [images, labels].map(({ name }) => `mnist/${name}`)
      ),
    );
  },
});

Deno.test(
  "loadDataset() refuses wrong results of read, and passes on its errors",
  {
    permissions: "none",
  },
  async (t) => {
    const mnist: DatasetSpec = { ...base, dataset: "mnist" };
    const wrong = digits["test-labels-idx1-ubyte.gz"];
    const text = (() => "grams,kind\n") as unknown as ReadFile;
    await assertRejects(
      () => loadDataset(csv, { read: 5 as unknown as ReadFile }),
      TypeError,
      "options.read must be a function: found number",
    );
    const cases: Record<string, [DatasetSpec, ReadFile, string]> = {
      "text": [
        csv,
        text,
        'read("tables/fruit.csv") must return a Uint8Array: found String',
      ],
      "nothing": [
        csv,
        (() => undefined) as unknown as ReadFile,
        'read("tables/fruit.csv") must return a Uint8Array: found Undefined',
      ],
      "another file": [
        mnist,
        () => wrong,
        "mnist/train-images-idx3-ubyte.gz must decompress to 47040016 bytes: found 453",
      ],
      "a web page": [
        mnist,
        () => new TextEncoder().encode("<!doctype html>"),
        "must be train-images-idx3-ubyte.gz: found a web page",
      ],
    };
    for (const [name, [spec, read, message]] of Object.entries(cases)) {
      await t.step(name, async () => {
        const { message: found } = await assertRejects(
          () => loadDataset(spec, { read }),
          DatasetError,
        );
        assertStringIncludes(found, message);
      });
    }
    await t.step("more than maxBytes", async () => {
      const { read } = reader({ "tables/fruit.csv": table });
      await assertRejects(
        () => loadDataset(csv, { read, maxBytes: 10 }),
        DatasetError,
        `tables/fruit.csv must have at most 10 bytes: found ${table.length}`,
      );
    });
    await t.step("an error of read", async () => {
      const { read } = reader({});
      const reading = loadDataset(csv, { read });
      await assertRejects(() => reading, RangeError, "no tables/fruit.csv");
    });
    await t.step("a folder in addition to read", async () => {
      const { read } = reader({ "tables/fruit.csv": table });
      await assertRejects(
        () => loadDataset(csv, { read, folders: ["."] }),
        DatasetError,
        "options.read and options.folders cannot be used together: remove one of the two options",
      );
    });
  },
);

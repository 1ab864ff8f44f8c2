import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readRows } from "../../lib/dataset/rows.ts";
import type { RowsWanted } from "../../lib/dataset/rows_wanted.ts";
import { DatasetError } from "../../lib/format/mod.ts";
import { allRows } from "./_rows.ts";
import { type Bytes, gzip, idxFile } from "./_fixture.ts";
import { pngFile } from "../image/_png.ts";

const three: RowsWanted = { columns: 3, scale: [0, 1], precision: "float32" };
const picture: RowsWanted = {
  ...three,
  columns: 4,
  image: { width: 2, height: 2 },
  scale: [0.01, 1],
};

function text(text: string): Bytes {
  return new TextEncoder().encode(text);
}

Deno.test("readRows() reads rows from JSON, CSV and IDX, and detects the format from the content", async (t) => {
  const rows = [1, 2.5, -3, 4, 5, 6];
  const plain: [string, Bytes, number[]][] = [
    ["JSON", text(" [[1, 2.5, -3],\n [4, 5, 6]]\n"), rows],
    ["JSON of one row", text("[1, 2.5, -3]"), rows.slice(0, 3)],
    ["CSV", text("1,2.5,-3\n4,5,6\n"), rows],
    [
      "CSV with a header, and CR LF",
      text("a,b,c\r\n1, 2.5 ,-3\r\n4,5,6"),
      rows,
    ],
    ["CSV with CR only", text("a,b,c\r1,2.5,-3\r4,5,6\r"), rows],
    ["CSV in quotes", text('"a","b","c"\n"1","2.5","-3"'), rows.slice(0, 3)],
    ["CSV with powers of ten", text("1e0,.25e1,-3.\n"), rows.slice(0, 3)],
    ["IDX", idxFile([2, 3], [1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]],
    ["IDX of one row", idxFile([3], [1, 2, 3]), [1, 2, 3]],
    ["zipped IDX", await gzip(idxFile([1, 3], [1, 2, 3])), [1, 2, 3]],
  ];
  for (const [name, bytes, expected] of plain) {
    await t.step(name, async () => {
      assertEquals(await allRows(bytes, "a", three), {
        rows: expected.length / 3,
        columns: 3,
        data: Float32Array.from(expected),
      });
    });
  }
  await t.step("in float64", async () => {
    const wanted = { ...three, precision: "float64" } as const;
    const { data } = await allRows(text("0.1,0.2,0.3"), "a", wanted);
    assertEquals(data, Float64Array.of(0.1, 0.2, 0.3));
  });
});

Deno.test("readRows() returns the names in the header of a CSV file, or undefined without a header", async () => {
  const cases: [csv: string, names: string[] | undefined][] = [
    ["a,b,c\n1,2,3\n4,5,6\n", ["a", "b", "c"]],
    ["1,2,3\n4,5,6\n", undefined],
  ];
  for (const [csv, names] of cases) {
    const found: unknown[] = [];
    const chunks = new Blob([csv]).stream();
    for await (const block of readRows(chunks, "a.csv", three)) {
      found.push([block.inputs.rows, block.text?.names]);
    }
    assertEquals(found, [[2, names]]);
  }
});

Deno.test("readRows() reads images as bytes, with their scale", async (t) => {
  const png = await pngFile({ width: 2, height: 2 }, [0, 9, 0, 0, 255, 7]);
  const pictures: [string, Bytes, number[]][] = [
    ["IDX", idxFile([1, 2, 2], [9, 0, 255, 7]), [9, 0, 255, 7]],
    ["IDX of one image", idxFile([2, 2], [9, 0, 255, 7]), [9, 0, 255, 7]],
    ["JSON", text("[[9, 0, 255, 7]]"), [9, 0, 255, 7]],
    ["CSV", text("9,0,255,7"), [9, 0, 255, 7]],
    ["PNG", png, [9, 0, 255, 7]],
    [
      "a larger PNG",
      await pngFile({ width: 4, height: 2 }, [
        ...[0, 0, 10, 20, 40],
        ...[0, 255, 255, 1, 3],
      ]),
      [5, 30, 255, 2],
    ],
  ];
  for (const [name, bytes, expected] of pictures) {
    await t.step(name, async () => {
      assertEquals(await allRows(bytes, "a", picture), {
        rows: 1,
        columns: 4,
        data: Uint8Array.from(expected),
        scale: [0.01, 1],
      });
    });
  }
  await t.step("a PNG of dark ink on transparent paper", async () => {
    const file = await pngFile({ width: 2, height: 2, color: 6 }, [
      ...[0, 0, 0, 0, 255, 255, 255, 255, 255],
      ...[0, 0, 0, 0, 0, 55, 55, 55, 255],
    ]);
    const inverted = { ...picture, invert: true };
    const { data } = await allRows(file, "a.png", inverted);
    assertEquals([...data], [255, 0, 0, 200]);
  });
});

Deno.test("readRows() refuses files with other rows, and reports the reason", async (t) => {
  const png = await pngFile({ width: 1, height: 1 }, [0, 9]);
  const cases: [string, Bytes, RowsWanted, string][] = [
    [
      "a PNG for numbers",
      png,
      three,
      "must be a file with rows of 3 numbers (IDX, JSON or CSV), since the network was not trained on images whose pixels are bytes: found an image; to predict images, train a network on a folder of images or on IDX files of type unsigned byte",
    ],
    [
      "IDX of another width",
      idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
      three,
      "must be rows of 3 numbers: found the shape 2 x 2 x 2",
    ],
    ["an empty IDX", idxFile([0, 3], []), three, "found the shape 0 x 3"],
    ["a damaged IDX", idxFile([9, 3], [1, 2]), three, "elements must fit"],
    [
      "a short row",
      text("[[1, 2, 3], [4, 5]]"),
      three,
      "must be rows of 3 numbers: found 2 numbers in row 1",
    ],
    ["text in CSV", text("1,2,x\n"), three, 'found "x" in row 0'],
    ["an empty cell", text("a,b,c\n1,,3\n"), three, 'found "" in row 0'],
    ["hexadecimal", text("1,2,3\n1,0x2,3\n"), three, 'found "0x2" in row 1'],
    [
      "a number that is too large",
      text("1,2,1e999"),
      three,
      'found "1e999" in row 0',
    ],
    [
      "a missing closing quote",
      text('1,"2,3'),
      three,
      "a file:1: column 2 must have a closing quote",
    ],
    ["nothing", text(""), three, "must be rows of 3 numbers: found no row"],
    [
      "only a header",
      text("a,b,c\n"),
      three,
      "rows of 3 numbers: found no row",
    ],
    ["text in JSON", text('[["1", 2, 3]]'), three, "must be rows of numbers"],
    ["an object", text('{"a": 1}'), three, "must be rows of numbers"],
    [
      "broken JSON",
      text("[[1, 2"),
      three,
      "must be JSON: found a syntax error",
    ],
    [
      "neither text nor image",
      Uint8Array.of(0xff, 0xfe, 1),
      three,
      "must be IDX, PNG, JPEG, GIF, BMP or WebP, JSON or CSV: found other bytes",
    ],
    [
      "a number over 255",
      text("[[1, 2, 3, 4], [1, 256, 3, 4]]"),
      picture,
      "must be bytes from 0 to 255, like the training data: found 256 in row 1",
    ],
    [
      "a number that is not whole",
      text("0,0.5,0,0"),
      picture,
      "found 0.5 in row 0",
    ],
  ];
  for (const [name, bytes, wanted, message] of cases) {
    await t.step(name, async () => {
      const error = await assertRejects(
        () => allRows(bytes, "a file", wanted),
        TypeError,
      );
      assertStringIncludes(error.message, "a file");
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test("readRows() reports the format of a file that has no image and no rows", async (t) => {
  const begin = (...bytes: number[]) => {
    const file = new Uint8Array(64);
    file.set(bytes);
    return file;
  };
  const png = await pngFile({ width: 1, height: 1 }, [0, 9]);
  const large = new Uint8Array(100_000).map((_, i) =>
    png[i] ?? (i * i * 7919 >> 7) % 256
  );
  const svg = text('<svg xmlns="http://www.w3.org/2000/svg"/>');
  const formats = "PNG, JPEG, GIF, BMP or WebP";
  const named =
    `must be an image (${formats}), as the extension of the file name says: found`;
  const zipped =
    `must be an image (${formats}) without gzip: found a gzipped image; decompress the file`;
  const cases: [file: string, bytes: Bytes, said: string][] = [
    ["line.png", text("hello\n"), `${named} text`],
    ["rows.JPG", text("1,2,3\n"), `${named} text`],
    ["nothing.png", text(""), `${named} an empty file`],
    ["a.webp", begin(1, 2, 3), `${named} other bytes`],
    ["a.png", await gzip(begin(8)), `${named} a gzipped file`],
    [
      "icon.ico",
      begin(0, 0, 1, 0, 1, 0),
      `must be ${formats}: found ICO; save the image as PNG`,
    ],
    ["icon.png", begin(0, 0, 1, 0, 1, 0), `: found ICO; save the image as PNG`],
    [
      "a.jp2",
      begin(0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 13, 10, 0x87, 10),
      ": found JPEG 2000; save the image as PNG",
    ],
    ["a.j2k", begin(0xff, 0x4f, 0xff, 0x51), ": found JPEG 2000"],
    [
      "a.eps",
      text("%!PS-Adobe-3.0 EPSF-3.0\n"),
      ": found EPS or PostScript; save the image as PNG",
    ],
    ["a.png.gz", await gzip(png), zipped],
    ["large.png.gz", await gzip(large), zipped],
    ["a.svgz", await gzip(svg), zipped],
    [
      "zeros.gz",
      await gzip(new Uint8Array(5000)),
      `must be IDX, ${formats}, JSON or CSV: found a gzipped file that begins with three zero bytes`,
    ],
    [
      "zeros",
      new Uint8Array(5000),
      "found a file that begins with three zero bytes",
    ],
  ];
  for (const [file, bytes, said] of cases) {
    await t.step(file, async () => {
      const { message } = await assertRejects(
        () => allRows(bytes, file, three),
        DatasetError,
      );
      assertStringIncludes(message, `${file}: `);
      assertStringIncludes(message, said);
    });
  }
});

Deno.test("readRows() needs only the input columns of a network", async () => {
  const table = [
    { name: "a", mean: 1, deviation: 2 },
    { name: "b", categories: ["x", "y"] },
  ];
  const rows = await allRows(
    new TextEncoder().encode("a,b,kind\n5,y,\n"),
    "t.csv",
    { columns: 3, table, scale: [0, 1], precision: "float32" },
  );
  assertEquals(rows.data, Float32Array.of(2, 0, 1));
});

Deno.test("readRows() detects UTF-16 text without a byte order mark", async () => {
  const bytes = Uint8Array.from("a,b\n1,2\n", (c) => c.charCodeAt(0));
  const wide = Uint8Array.from(
    { length: 2 * bytes.length },
    (_, b) => b % 2 ? 0 : bytes[b / 2],
  );
  const options = { columns: 2, scale: [0, 1], precision: "float32" } as const;
  await assertRejects(
    () =>
      Array.fromAsync(readRows(new Blob([wide]).stream(), "t.csv", options)),
    Error,
    "found text in UTF-16",
  );
});

Deno.test("readRows() refuses a cell that is not a number, in any column", async () => {
  for (
    const [csv, found] of [
      ["1,2,3\nx,5,6", '"x" in row 1'],
      ["1,2,3\n4,x,6", '"x" in row 1'],
      ["1,2,3\n4,5,x", '"x" in row 1'],
      ["a,b,c\nx,5,6", '"x" in row 0'],
      ["1,x,3\n4,5,6", '"x" in row 0'],
    ]
  ) {
    const { message } = await assertRejects(
      () => allRows(text(csv), "a.csv", three),
      DatasetError,
    );
    assertStringIncludes(message, found);
  }
});

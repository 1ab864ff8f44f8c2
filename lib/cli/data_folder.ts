/**
 * The actions `data show FOLDER` and `data pack FOLDER`, for a folder of images
 * with a subfolder for each class.
 *
 * @module
 */

import type { Dataset, FolderLook } from "../dataset/mod.ts";
import { loadDataset, lookAtFolder, writeWhole } from "../disk/mod.ts";
import { encodeIdx } from "../format/mod.ts";
import { classCounts, examplesText, printable } from "../report/mod.ts";
import { type StarterFolder, thousands, visible } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { isFolder, relativeUrl, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { hasColor, width } from "./terminal.ts";

/** The default fraction of images in the test set. */
const TEST = 0.2;

/**
 * Without `--shape`, `show` resizes all images to this width and height, except
 * if all images have the same size and are not larger.
 */
const SHOWN = 28;

/**
 * The folders that files may be read from. The target of a symbolic link must
 * be in one of these folders.
 */
interface Folders {
  readonly folders: readonly string[];
}

/**
 * Prints the classes of a folder, the number of images of each class, and the sizes
 * of the images.
 */
export async function showFolder(typed: string, flags: Flags): Promise<number> {
  const idle = ["mirror", "augment", "out", "test", "seed"]
    .find((flag) => flags.texts(flag).length > 0);
  if (idle !== undefined) {
    throw new UsageError(
      `the command data show FOLDER must be used without --${idle}; remove --${idle}`,
    );
  }
  const folders = await foldersOf(typed, flags);
  const look = await lookAtFolder(typed, folders);
  const { sizes: [size, ...others] } = look;
  const isSmall = others.length === 0 && Math.max(...size) <= SHOWN;
  const shape = shapeOf(flags) ??
    (isSmall ? [...size, 1] : [SHOWN, SHOWN, 1]);
  const data = await loaded(typed, folders, { shape });
  const { classes, notes = [] } = data, counts = classCounts(data.train);
  if (flags.has("json")) {
    const facts = { folder: typed, ...look, classes, train: counts, notes };
    print(JSON.stringify(facts, null, 2), true);
    return 0;
  }
  print([
    `${printable(typed)}: ${thousands(data.train.inputs.rows)} images of ${
      thousands(counts.length)
    } classes, ${sizesText(look)}`,
    ...notes.map((note) => `note: ${printable(note)}`),
    "",
    examplesText(data, { color: hasColor(Deno.stdout), width: width() }),
    "",
    `dataset: { folder: ${visible(JSON.stringify(typed))}, test: ${TEST} }`,
    `inputs: { shape: [${(sameShape(look) ?? [64, 64, 3]).join(", ")}] }${
      sameShape(look)
        ? ""
        : " # rows, columns, channels: images are resized to this shape"
    }`,
  ].join("\n"));
  return 0;
}

/**
 * Converts a folder of images to IDX files, and prints the fields of a spec that
 * reads these files.
 */
export async function packFolder(typed: string, flags: Flags): Promise<number> {
  const idle = ["mirror", "augment"]
    .find((flag) => flags.texts(flag).length > 0);
  if (idle !== undefined) {
    throw new UsageError(
      `the command data pack must be used without --${idle}; remove --${idle}`,
    );
  }
  const folders = await foldersOf(typed, flags);
  const shape = shapeOf(flags) ?? await shapeOfAll(typed, folders);
  const test = shareOf(flags), seed = flags.whole("seed", 0) ?? 1;
  const out = flags.text("out") ?? `${lastName(typed) || "images"}-idx`;
  const folder = typedPath(out), from = lastName(out); // the path in a spec that is next to this folder
  if (await Deno.lstat(folder).then(() => true, () => false)) {
    throw new UsageError(
      `${out} already exists; choose another folder with --out`,
    );
  }
  const data = await loaded(typed, folders, { shape, test, seed });
  await Deno.mkdir(folder, { recursive: true });
  const { train, test: held, classes = [], sources, notes = [] } = data;
  const parts = [
    ["train", train],
    ...held ? [["test", held] as const] : [],
  ] as const;
  const lines = ["dataset:", "  idx:"], files: string[] = [];
  for (const [part, { inputs, targets }] of parts) {
    const labels = labelsOf(targets), { rows } = inputs;
    const gray = shape[2] === 1 ? shape.slice(0, 2) : shape;
    const kind = labels instanceof Uint8Array ? "ubyte" : "int";
    const images = `${part}-images-idx${gray.length + 1}-ubyte`;
    const classesFile = `${part}-labels-idx1-${kind}`;
    const bytes = inputs.data as Uint8Array;
    await writeWhole(
      `${folder}/${images}`,
      encodeIdx({ shape: [rows, ...gray], data: bytes }),
    );
    await writeWhole(
      `${folder}/${classesFile}`,
      encodeIdx({ shape: [rows], data: labels }),
    );
    files.push(`${out}/${images}`, `${out}/${classesFile}`);
    lines.push(
      `    ${part}: { images: ${JSON.stringify(`${from}/${images}`)}, labels: ${
        JSON.stringify(`${from}/${classesFile}`)
      } }`,
    );
  }
  lines.push(
    `  classes: [${classes.map((name) => JSON.stringify(name)).join(", ")}]`,
    `inputs: { shape: [${shape.join(", ")}] }`,
  );
  await Deno.writeTextFile(`${folder}/dataset.yaml`, `${lines.join("\n")}\n`);
  if (flags.has("json")) {
    const facts = { folder: typed, out, files, classes, shape, test, seed };
    print(JSON.stringify({ ...facts, sources, notes }, null, 2), true);
    return 0;
  }
  print(
    [
      ...sources.map(printable),
      ...notes.map((note) => `note: ${printable(note)}`),
      `written to ${
        printable(out)
      }; to train on these files, copy these lines to a spec in the folder that contains ${
        printable(lastName(out))
      }:`,
      "",
      ...lines.map(visible),
    ].join("\n"),
  );
  return 0;
}

/** The fields of a starter spec for a folder of images. */
export async function starterFolder(
  typed: string,
  spec: string,
): Promise<StarterFolder> {
  const look = await lookAtFolder(typed, await foldersOf(typed));
  return {
    folder: decodeURIComponent(relativeUrl(typedPath(typed), spec)),
    shape: sameShape(look) ?? [64, 64, look.isColor ? 3 : 1],
    classes: look.classes.length,
  };
}

/**
 * The folders that files may be read from: the current folder, the folder that the user
 * typed, and the folder that `--data` names.
 */
async function foldersOf(typed: string, flags?: Flags): Promise<Folders> {
  const data = flags?.text("data");
  if (data !== undefined && !await isFolder(typedPath(data))) {
    throw new UsageError(
      `--data must be a folder: found no folder ${data}`,
    );
  }
  const typedFolders = [".", typed, ...data === undefined ? [] : [data]];
  return { folders: typedFolders.map(typedPath) };
}

/** The last component of a path; empty if the component is `.` or `..`. */
function lastName(path: string): string {
  return path.replace(/[/\\]+$/, "").replace(/^.*[/\\]/s, "")
    .replace(/^\.*$/, "");
}

async function loaded(
  folder: string,
  folders: Folders,
  { shape, test, seed }: {
    readonly shape: readonly number[];
    readonly test?: number | undefined;
    readonly seed?: number;
  },
): Promise<Dataset> {
  return await loadDataset({
    dataset: { folder, test },
    inputs: { scale: [0, 1], shape },
    labels: { oneHot: [0, 1] },
    precision: "float32",
  }, { ...folders, seed });
}

/**
 * The class numbers of one-hot targets, as bytes if there are at most 256
 * classes.
 */
function labelsOf({ rows, columns, data }: Dataset["train"]["targets"]) {
  const labels = Int32Array.from(
    { length: rows },
    (_, b) => data.subarray(b * columns, (b + 1) * columns).indexOf(1),
  );
  return columns > 256 ? labels : Uint8Array.from(labels);
}

/** The shape that `--shape` gives: rows, columns and channels. */
function shapeOf(flags: Flags): number[] | undefined {
  const text = flags.text("shape");
  if (text === undefined) return undefined;
  const shape = text.split(/[x,]/).map((side) => Number(side.trim()));
  const fits = shape.length === 3 && [1, 3].includes(shape[2]) &&
    shape.every((side) => Number.isInteger(side) && side > 0 && side <= 16_384);
  if (fits) return shape;
  throw new UsageError(
    `--shape must be rows, columns and channels, such as 28,28,1 for gray or 64,64,3 for color: found ${text}`,
  );
}

/**
 * The shape that all images have. Throws an error if two images have different
 * shapes.
 */
async function shapeOfAll(
  typed: string,
  folders: Folders,
): Promise<number[]> {
  const look = await lookAtFolder(typed, folders);
  const shape = sameShape(look);
  if (shape) return shape;
  throw new UsageError(
    `the images must be resized, since they have different sizes: found ${
      sizesText(look)
    }; add --shape, such as --shape 64,64,3`,
  );
}

function sameShape({ sizes, isColor }: FolderLook): number[] | undefined {
  return sizes.length === 1 ? [...sizes[0], isColor ? 3 : 1] : undefined;
}

function sizesText({ sizes, isColor }: FolderLook): string {
  const color = isColor ? "in color" : "gray";
  const [[rows, columns]] = sizes;
  if (sizes.length === 1) return `all ${rows} x ${columns}, ${color}`;
  const last = sizes[sizes.length - 1];
  return `${thousands(sizes.length)} sizes from ${rows} x ${columns} to ${
    last.join(" x ")
  } (rows x columns), ${color}`;
}

/** The value of `--test`: the fraction of images in the test set. */
function shareOf(flags: Flags): number | undefined {
  const text = flags.text("test");
  if (text === undefined) return TEST;
  const share = Number(text);
  if (text.trim() !== "" && share >= 0 && share < 1) {
    return share === 0 ? undefined : share;
  }
  throw new UsageError(
    `--test must be the fraction of images for the test set, a number from 0 to less than 1, such as 0.2: found ${text}`,
  );
}

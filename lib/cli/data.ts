/**
 * `data`: the data sets that a spec can name, and their files.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import {
  checkFiles,
  fetchFiles,
  type Holding,
  loadDataset,
} from "../disk/mod.ts";
import { DatasetError } from "../format/mod.ts";
import { classCounts, examplesText, wrap } from "../report/mod.ts";
import { nearest } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { DownloadDisplay } from "./download_display.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { keptPlaces } from "./loading.ts";
import { cacheFolder, isFile, isFolder, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { hasColor, LiveLine, say, width } from "./terminal.ts";

const names = Object.keys(catalogue) as DatasetName[];

/** What `data --help` shows. */
export const help = `${COMMAND} data list|fetch|verify|show|pack [NAME] [flags]

  list           the data sets there are, and which are on this machine
  fetch NAME     has its files in data/NAME, from the first mirror that gives them
  verify [NAME]  holds the files on this machine to their SHA-256
  show NAME      counts, classes and a picture of each
  show FILE.csv  how each column of a table reads, and what a spec must say of it
  show FOLDER    the classes, counts and sizes of a folder of images
  pack FOLDER    writes a folder of images, one folder in it for each class, as
                 IDX files, and prints the lines of a spec that reads them
  --shape R,C,N  show, pack FOLDER: rows, columns and channels (1 for gray, 3 for
                 color) to resize each image to; if all are of one size, that
  --test SHARE   pack: the share to hold out; 0.2 if left out, 0 for none
  --seed N       pack: the seed that draws it; 1 if left out, as in a spec
  --data DIR     fetch, verify, show: the folder that has the files, no network;
                 show, pack FOLDER: allow links that lead into DIR
  --mirror URL   fetch, show: ask this server first; more than one in their order
  --augment SPEC show: distort pictures too, as the spec's augment says; upright
                 first where its inputs.deskew is true
  --out FILE     show: draw these all on a sheet, a PNG file; pack: the folder to
                 write to; if left out, clean-idx in the folder where you are for
                 photos/clean
  --json         results as one JSON document on stdout

data sets: ${names.join(", ")}

examples
  ${COMMAND} data fetch mnist
  ${COMMAND} data verify
  ${COMMAND} data show digits
  ${COMMAND} data show houses.csv
  ${COMMAND} data pack shots --shape 28,28,1
  ${COMMAND} data show mnist --augment specs/ladder/mlp-800-elastic.yaml --out sheet.png
`;

/** What `data` can do. */
interface Action {
  /** The flags that it reads, beside those of all. */
  readonly flags: readonly string[];
  /** Does it. */
  readonly run: (
    name: DatasetName | undefined,
    flags: Flags,
  ) => Promise<{ json: unknown; text: string; code?: number }>;
}

const actions: Readonly<Record<string, Action>> = {
  list: { flags: [], run: list },
  fetch: {
    flags: ["data", "mirror"],
    run: async (name, flags) => await fetchOne(given(name, "fetch"), flags),
  },
  verify: { flags: ["data"], run: verify },
  show: {
    flags: ["data", "mirror", "augment", "out"],
    run: async (name, flags) => await show(given(name, "show"), flags),
  },
  pack: {
    flags: ["shape", "test", "seed", "out"],
    run: (name) => { // of a folder it is done before
      throw new UsageError(
        `data pack must have a folder of images: found ${name ?? "none"}`,
      );
    },
  },
};

/** Does what its first operand says; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const text = ["data", "mirror", "augment", "out", "shape", "test", "seed"];
  const flags = readFlags(args, { text, plain: ["json", "help"], operands: 2 });
  const [action, name] = flags.operands;
  if (action === undefined || !Object.hasOwn(actions, action)) {
    throw unknown("what data does", action, Object.keys(actions));
  }
  const ofFolder = action === "pack" ||
    action === "show" && !Object.hasOwn(catalogue, name ?? "");
  if (ofFolder && name !== undefined && await isFolder(typedPath(name))) {
    const { packFolder, showFolder } = await import("./data_folder.ts");
    return await (action === "pack" ? packFolder : showFolder)(name, flags);
  }
  if (
    name !== undefined && !Object.hasOwn(catalogue, name) && action !== "pack"
  ) {
    if (action === "show" && await isFile(typedPath(name))) {
      const { showTable } = await import("./data_table.ts");
      return await showTable(name, flags);
    }
    throw unknown(
      action === "show"
        ? "data show must have a file or folder that exists, or a name that"
        : "a data set",
      ...[name, names] as const,
    );
  }
  const { flags: own, run: act } = actions[action];
  const idle = text.find((flag) =>
    flags.texts(flag).length > 0 && !own.includes(flag)
  );
  if (idle !== undefined) throw notOf(action, idle);
  const done = await act(name as DatasetName | undefined, flags);
  const { json, code = 0 } = done;
  print(
    flags.has("json") ? JSON.stringify(json, null, 2) : done.text,
    flags.has("json"),
  );
  return code;
}

/** A flag that would change nothing. */
function notOf(action: string, flag: string): UsageError {
  const others = Object.keys(actions).filter((each) =>
    actions[each].flags.includes(flag)
  );
  return new UsageError(
    `data ${action} must have no --${flag}, which is of data ${
      others.join(", data ")
    }`,
  );
}

function unknown(
  what: string,
  found: string | undefined,
  known: readonly string[],
): UsageError {
  const near = found && nearest(found, known);
  const meant = near ? `, did you mean ${near}?` : "";
  return new UsageError(
    `${what} must be ${known.join(", ")}: found ${found ?? "none"}${meant}`,
  );
}

function given(name: DatasetName | undefined, action: string): DatasetName {
  if (name !== undefined) return name;
  throw new UsageError(
    `data ${action} must have a data set: ${names.join(", ")}`,
  );
}

async function list(typed: DatasetName | undefined) {
  if (typed !== undefined) {
    throw new UsageError(
      `data list must have no data set, did you mean data show ${typed}?`,
    );
  }
  const rows = [];
  for (const name of names) {
    const { title, train, test, licence, mirrors, source } = catalogue[name];
    const parts = [train.images, train.labels, test.images, test.labels];
    const bytes = parts.reduce((sum, file) => sum + file.bytes, 0);
    const holdings = await checkFiles(name, { cache: cacheFolder() });
    const here = holdings.every(({ state }) => state === "right");
    const state = here
      ? mirrors.length === 0 ? "comes with the package" : "on this machine"
      : `to be fetched, ${(bytes / 1e6).toFixed(1)} MB`;
    rows.push({
      name,
      title,
      train: train.count,
      test: test.count,
      bytes,
      licence,
      source,
      here,
      state,
    });
  }
  const text = rows.map((row) =>
    [
      row.name.padEnd(15),
      row.title.padEnd(30),
      `${row.train} + ${row.test}`.padEnd(16),
      row.licence.padEnd(14),
      row.state,
    ].join("")
  ).join("\n");
  return { json: rows, text };
}

async function fetchOne(name: DatasetName, flags: Flags) {
  const line = new LiveLine();
  const quiet = flags.has("json");
  try {
    const files = await fetchFiles(name, {
      ...keptPlaces(flags),
      now: Date.now,
      onProgress: quiet ? undefined : new DownloadDisplay(line).progress,
      onNote(note) {
        line.clear();
        if (!quiet) say(note);
      },
    });
    const kept = await checkFiles(name, keptPlaces(flags));
    const lost = kept.filter(({ state }) => state !== "right");
    if (lost.length > 0) {
      throw new DatasetError(
        `files of ${name} must be kept once they are fetched: not kept were ${
          lost.map(({ file }) => file).join(", ")
        }`,
      );
    }
    const text = files.map(({ file, place }) => `${file}  ${place}`);
    return { json: { name, files }, text: text.join("\n") };
  } finally {
    line.clear();
  }
}

async function verify(name: DatasetName | undefined, flags: Flags) {
  const places = keptPlaces(flags);
  if (places.data !== undefined && name === undefined) {
    throw new UsageError(
      `data verify --data must have a data set: ${names.join(", ")}`,
    );
  }
  const results: Record<string, Holding[]> = {};
  for (const each of name === undefined ? names : [name]) {
    const holdings = await checkFiles(each, places);
    const absent = holdings.every(({ state }) => state === "missing");
    if (name !== undefined || !absent) results[each] = holdings;
  }
  const all = Object.values(results).flat();
  const lines = all.map(({ path, state, problem }) =>
    `${state.padEnd(9)}${path}${problem ? `: ${problem}` : ""}`
  );
  const text = [...new Set(lines)].join("\n"); // a closed folder is one problem
  const right = all.every(({ state }) => state === "right");
  return { json: results, text, code: right ? 0 : 1 };
}

async function show(name: DatasetName, flags: Flags) {
  const { augmentOf, drawSheet } = await import("./data_sheet.ts");
  const augmented = await augmentOf(flags);
  const line = new LiveLine();
  const quiet = flags.has("json");
  const { title, licence, citation, source } = catalogue[name];
  try {
    const data = await loadDataset({
      dataset: name,
      inputs: { scale: [0, 1], deskew: augmented?.inputs.deskew },
      labels: { oneHot: [0, 1] },
      precision: "float32",
    }, {
      ...keptPlaces(flags),
      now: Date.now,
      onProgress: quiet ? undefined : new DownloadDisplay(line).progress,
      onNote(note) {
        line.clear();
        if (!quiet) say(note);
      },
    });
    const { classes, image, sources } = data;
    const facts = { name, title, licence, citation, source, classes, image };
    const look = { color: hasColor(Deno.stdout), width: width() };
    const drawn = augmented && await drawSheet(data, augmented, flags, look);
    const text = [
      `${name}: ${title}`,
      ...wrap(citation, look.width),
      `${source}, ${licence}`,
      ...sources,
      "",
      examplesText(data, look),
      ...(drawn ? ["", drawn] : []),
    ].join("\n");
    const train = classCounts(data.train);
    const test = data.test && classCounts(data.test);
    return { json: { ...facts, train, test, sources }, text };
  } finally {
    line.clear();
  }
}

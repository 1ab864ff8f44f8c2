/**
 * The command `data`: lists, downloads, verifies, shows and converts data sets.
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
import { COMMAND } from "./command.ts";
import { DownloadDisplay } from "./download_display.ts";
import { type Flags, readFlags, unknownWord, UsageError } from "./flags.ts";
import { keptPlaces } from "./loading.ts";
import { cacheFolder, isFile, isFolder, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { hasColor, LiveLine, say, width } from "./terminal.ts";

const names = Object.keys(catalogue) as DatasetName[];

/** The text of `data --help`. */
export const help = `${COMMAND} data list|fetch|verify|show|pack [NAME] [flags]

  list           list the data sets, and show which of them are downloaded
  fetch NAME     download a data set to data/NAME
  verify [NAME]  check the SHA-256 of the downloaded files
  show NAME      print the number of examples, the classes and an image of each class
  show FILE.csv  print how each column is read, and the fields that a spec needs
  show FOLDER    print the classes, and the number and sizes of the images
  pack FOLDER    convert a folder of images, with one subfolder for each class, to
                 IDX files, and print the fields of a spec that reads these files
  --shape R,C,N  with FOLDER: resize images to R rows, C columns and N channels (1 for
                 gray, 3 for color); pack needs this flag if the images have
                 different sizes
  --test F       with pack: use the fraction F of the images as the test set
                 (default: 0.2)
  --seed N       with pack: split the images with the random seed N (default: 1)
  --data DIR     with NAME: read the files from DIR, and download nothing
                 with FOLDER: allow symbolic links to files in DIR
  --mirror URL   with NAME: download from this server first; repeat the flag for
                 more servers
  --augment SPEC with show NAME: also draw augmented images, with the field augment
                 of SPEC; images are deskewed first if inputs.deskew of SPEC is true
  --out FILE     with show --augment: write the augmented images to a PNG file
                 with pack: write to the folder FILE (default: the last name of
                 FOLDER and -idx, such as pets-idx for shots/pets)
  --json         print the results as one JSON document on stdout

data sets: ${names.join(", ")}

examples
  ${COMMAND} data fetch mnist
  ${COMMAND} data verify
  ${COMMAND} data show digits
  ${COMMAND} data show houses.csv
  ${COMMAND} data pack shots --shape 28,28,1
  ${COMMAND} data show mnist --augment specs/ladder/mlp-800-elastic.yaml --out sheet.png
`;

/** One action of the command `data`, such as `list` or `fetch`. */
interface Action {
  /** The flags that this action reads, besides `--json` and `--help`. */
  readonly flags: readonly string[];
  /** Runs the action. */
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
    run: (name) => { // `run` has already handled a folder
      throw new UsageError(
        `the command data pack must have the path of a folder of images: found ${
          name === undefined ? "no path" : `${name}, which is not a folder`
        }; type ${COMMAND} data pack FOLDER`,
      );
    },
  },
};

/** Runs the action that the first argument names; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const text = ["data", "mirror", "augment", "out", "shape", "test", "seed"];
  const flags = readFlags(args, { text, plain: ["json", "help"], operands: 2 });
  const [action, name] = flags.operands;
  if (action === undefined || !Object.hasOwn(actions, action)) {
    throw unknownWord(
      "the action of the command data must be one of",
      action,
      Object.keys(actions),
    );
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
    throw unknownWord(
      action === "show"
        ? "the command data show must have the path of a table, the path of a folder of images, or the name of a data set, one of"
        : "the data set must be one of",
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

/** The error for a flag that the action does not read. */
function notOf(action: string, flag: string): UsageError {
  const others = Object.keys(actions).filter((each) =>
    actions[each].flags.includes(flag)
  );
  return new UsageError(
    `--${flag} must be used with the command data ${
      others.join(" or data ")
    }: found data ${action}; remove --${flag}`,
  );
}

function given(name: DatasetName | undefined, action: string): DatasetName {
  if (name !== undefined) return name;
  throw new UsageError(
    `the command data ${action} must have the name of a data set, one of ${
      names.join(", ")
    }: found no name`,
  );
}

async function list(typed: DatasetName | undefined) {
  if (typed !== undefined) {
    throw new UsageError(
      `the command data list must be used without a name: found ${typed}, did you mean data show ${typed}?`,
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
      ? mirrors.length === 0 ? "included" : "downloaded"
      : `not downloaded, ${(bytes / 1e6).toFixed(1)} MB`;
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
        `the files of ${name} were downloaded, but some of the files could not be saved: ${
          lost.map(({ file }) => file).join(", ")
        }; check the free disk space and the permission to write, and type the command again`,
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
      `the command data verify --data DIR must have the name of a data set, one of ${
        names.join(", ")
      }: found no name`,
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
  const text = [...new Set(lines)].join("\n"); // if a folder cannot be read, each of its files has the same line
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

/**
 * Damaged or malicious run folders: a correct run folder with changed values,
 * bytes, file types or file sizes.
 *
 * @module
 */

import { sha256 } from "../../lib/format/sha256.ts";
import { decodeSafetensors } from "../../lib/format/safetensors.ts";
import { encodeSealed } from "../../lib/format/sealed.ts";
import type { Random } from "../../lib/random.ts";

/** The changes of a folder. */
export interface Mutation {
  /** Descriptions of the changes, for a report. */
  readonly done: string[];
  /**
   * Whether the hashes were recomputed, so that changed values are not damage.
   */
  isSealed: boolean;
}

/**
 * The files outside of the start folder, which no command may read or write.
 */
export const OUTSIDE = [
  "secret.csv",
  "secret.json",
  "secret.safetensors",
  "checkpoints/1+0.safetensors",
];

/** The values that replace a value. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, [], {}, [[]], [null], [1, "a"], { a: 1 }],
  ...[-1, 0, 1, 2, 3, 1.5, 64, 1e9, 2 ** 31, 2 ** 53, 1e308, -1e-320],
  ...["", "a", "1", "digits", "mnist", "done", "training", "__proto__"],
  ...["../outside", "../outside/secret.csv", "../../../../../etc/passwd"],
  ...["/dev/zero", "/", ".", "..", "~", "file:///etc/passwd", "a\0b", "a,b"],
  ...[
    "\x1b[2J\x1b]0;t\x07",
    "a\nstatus: done",
    "\u202ea",
    "<script>",
    "\ud800",
  ],
  "x".repeat(100_000),
  Array.from({ length: 5000 }, (_, n) => n),
  JSON.parse("[".repeat(2000) + "]".repeat(2000)),
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": 2}'),
];

/** Replaces one random value in a JSON value. */
function changeValue(value: unknown, chance: Random): string {
  let place = value as Record<string, unknown>, path = "";
  for (;;) {
    const keys = Object.keys(place);
    if (keys.length === 0) break;
    const key = keys[chance.below(keys.length)], inner = place[key];
    path += `/${key}`;
    const isInner = typeof inner === "object" && inner !== null;
    if (isInner && Object.keys(inner).length > 0 && chance.below(8) > 0) {
      place = inner as Record<string, unknown>;
      continue;
    }
    const kind = chance.below(8);
    if (kind === 0) delete place[key];
    else if (kind === 1) place[`${key}2`] = inner;
    else if (kind === 2 && typeof inner === "number") place[key] = inner + 1;
    else if (kind === 3 && typeof inner === "string") {
      place[key] = inner.replace(/.$/s, (c) => c === "a" ? "b" : "a");
    } else place[key] = VALUES[chance.below(VALUES.length)];
    const now = JSON.stringify(place[key]) ?? "nothing";
    return `${path} to ${now.slice(0, 40)}`;
  }
  return "nothing";
}

/** Changes bytes: replaces, removes, inserts or repeats some of them. */
function changeBytes(
  bytes: Uint8Array,
  chance: Random,
): [Uint8Array, done: string] {
  const at = chance.below(bytes.length + 1);
  switch (chance.below(6)) {
    case 0:
      return [bytes.slice(0, at), `cut to ${at}`];
    case 1:
      return [
        Uint8Array.of(...bytes.slice(0, at), 0, 255, 34, ...bytes.slice(at)),
        `three bytes put in at ${at}`,
      ];
    case 2:
      return [new Uint8Array(0), "emptied"];
    case 3:
      return [Uint8Array.of(...bytes, ...bytes), "twice"];
    case 4: { // the length of a safetensors header, or the start of a JSON text
      const changed = bytes.slice();
      for (let b = 0; b < 8; b++) changed[b] = chance.below(256);
      return [changed, "another start"];
    }
    default: {
      const changed = bytes.slice();
      if (at < bytes.length) changed[at] ^= 1 << chance.below(8);
      return [changed, `a bit at ${at}`];
    }
  }
}

/** Changes the record, and may recompute the hash of its spec. */
async function changeRecord(path: string, chance: Random, { done }: Mutation) {
  const record = JSON.parse(await Deno.readTextFile(path));
  for (let n = 1 + chance.below(3); n > 0; n--) {
    done.push(`${path}: ${changeValue(record, chance)}`);
  }
  const isSealed = chance.below(2) === 0 && record.spec !== undefined;
  if (isSealed) {
    record.specSha256 = await sha256(JSON.stringify(record.spec));
    if (chance.below(2) === 0) record.seed = record.spec?.seed;
    done.push("with its hash");
  }
  const text = JSON.stringify(record, null, 2);
  const isNaNPut = chance.below(16) === 0;
  if (isNaNPut) done.push("with NaN as a text");
  await Deno.writeTextFile(
    path,
    isNaNPut ? text.replace(/: -?\d[^,\n]*/, ": NaN") : text,
  );
}

/** Changes the lines of the log. */
async function changeLog(path: string, chance: Random, { done }: Mutation) {
  const lines = (await Deno.readTextFile(path)).split("\n").slice(0, -1);
  const at = chance.below(Math.max(1, lines.length));
  const line = JSON.parse(lines[at] ?? "{}");
  const change = [
    () => lines.splice(at, 1),
    () => lines.push(...lines),
    () => lines[at] = JSON.stringify("x".repeat(1_000_000)),
    () => lines[at] = "\0".repeat(100),
    () => {
      changeValue(line, chance);
      lines[at] = JSON.stringify(line);
    },
    () => lines.reverse(),
    () => lines.push(...Array(100_000).fill("{}")),
  ][chance.below(7)];
  change();
  done.push(`log.jsonl: ${change}`.replace(/\s+/g, " "));
  await Deno.writeTextFile(path, lines.map((line) => `${line}\n`).join(""));
}

/** Changes tensors or metadata, and recomputes the checksum. */
async function changeTensors(path: string, chance: Random, { done }: Mutation) {
  const { metadata, tensors } = decodeSafetensors(await Deno.readFile(path));
  const names = [...tensors.keys()];
  const name = names[chance.below(names.length)], tensor = tensors.get(name)!;
  const others = new Map(tensors),
    texts: Record<string, string> = { ...metadata };
  const odd = [NaN, Infinity, -Infinity, 1e38, 0, -0][chance.below(6)];
  switch (chance.below(5)) {
    case 0: {
      const data = tensor.data.slice();
      data[chance.below(data.length)] = odd;
      others.set(name, { ...tensor, data });
      done.push(`${path}: ${name} with ${odd}`);
      break;
    }
    case 1:
      others.delete(name);
      done.push(`${path}: without ${name}`);
      break;
    case 2:
      others.set(`${name}2`, tensor);
      done.push(`${path}: with ${name}2`);
      break;
    case 3:
      others.set(name, { ...tensor, shape: [...tensor.shape, 1] });
      done.push(`${path}: ${name} of another rank`);
      break;
    default: {
      const keys = Object.keys(texts).filter((key) => key !== "sha256");
      const key = keys[chance.below(keys.length)];
      try {
        const value = JSON.parse(texts[key]);
        done.push(`${path}: ${key} ${changeValue({ value }, chance)}`);
        texts[key] = JSON.stringify(value);
      } catch {
        texts[key] = `${VALUES[chance.below(VALUES.length)]}`;
        done.push(`${path}: another ${key}`);
      }
    }
  }
  const bytes = await encodeSealed({ metadata: texts, tensors: others });
  await Deno.writeFile(path, bytes);
}

/** Replaces a file by another type of file, or by a file of another size. */
async function changeKind(
  path: string,
  outside: string,
  chance: Random,
  mutation: Mutation,
) {
  const target = `${outside}/${OUTSIDE[chance.below(OUTSIDE.length)]}`;
  const others: Record<string, () => Promise<unknown>> = {
    "a link out": () => Deno.symlink(target, path),
    "a link to a folder": () => Deno.symlink(outside, path),
    "a link to itself": () => Deno.symlink(path, path),
    "a link to a device": () => Deno.symlink("/dev/zero", path),
    "a hard link out": () => Deno.link(target, path),
    "a pipe": () => Deno.link(`${outside}/pipe`, path),
    "a folder": () => Deno.mkdir(path),
    "a huge file": async () => {
      await Deno.writeFile(path, new Uint8Array(0));
      await Deno.truncate(path, 2 ** 36); // a sparse file, which uses no disk space
    },
    "nothing": () => Promise.resolve(),
  };
  const kinds = Object.keys(others), kind = kinds[chance.below(kinds.length)];
  await Deno.remove(path, { recursive: true }).catch(() => {});
  await others[kind]();
  // the file outside is a correct file
  if (kind === "a hard link out") mutation.isSealed = true;
  mutation.done.push(`${path}: ${kind}`);
}

/** Makes one to three changes in a run folder. */
export async function mutate(
  run: string,
  outside: string,
  chance: Random,
): Promise<Mutation> {
  const mutation: Mutation = { done: [], isSealed: false };
  for (let n = 1 + chance.below(3); n > 0; n--) {
    const files = plainFiles(run);
    if (files.length === 0) break;
    const path = files[chance.below(files.length)];
    try {
      switch (chance.below(9)) {
        case 0:
        case 1: {
          const some = files.filter((file) => file.endsWith(".json"));
          if (some.length === 0) continue;
          await changeRecord(some[chance.below(some.length)], chance, mutation);
          break;
        }
        case 2: {
          const some = files.filter((file) => file.endsWith("/log.jsonl"));
          if (some.length === 0) continue;
          await changeLog(some[chance.below(some.length)], chance, mutation);
          break;
        }
        case 3:
        case 4: {
          const some = files.filter((file) => file.endsWith(".safetensors"));
          if (some.length === 0) continue;
          mutation.isSealed = true;
          await changeTensors(
            some[chance.below(some.length)],
            chance,
            mutation,
          );
          break;
        }
        case 5: {
          const all = [
            ...files,
            ...[
              ...["checkpoints", "report.html", "model.safetensors"],
              ...["run.json", "trials", "best", "sweep.json"],
            ]
              .map((name) => `${run}/${name}`),
            ...files.map((file) => file.replace(/\/[^/]*$/, ""))
              .filter((folder) => folder !== run), // for example trials/0000
          ];
          const odd = all[chance.below(all.length)];
          await changeKind(odd, outside, chance, mutation);
          break;
        }
        case 6: {
          const names = ["9+0", "0+0", "1+5", "99999999999999999999+0", "1+-1"];
          const name = names[chance.below(names.length)];
          const to = `${run}/checkpoints/${name}.safetensors`;
          const folder = await Deno.lstat(`${run}/checkpoints`).catch(() => {});
          if (folder && !folder.isDirectory) continue; // it is a link to another folder
          await Deno.mkdir(`${run}/checkpoints`, { recursive: true });
          await Deno.copyFile(path, to);
          mutation.done.push(`${path} copied to ${name}`);
          break;
        }
        case 7: {
          const other = files[chance.below(files.length)];
          const bytes = await Deno.readFile(path);
          await Deno.writeFile(path, await Deno.readFile(other));
          await Deno.writeFile(other, bytes);
          mutation.done.push(`${path} swapped with ${other}`);
          break;
        }
        default: {
          const [bytes, done] = changeBytes(await Deno.readFile(path), chance);
          await Deno.writeFile(path, bytes);
          mutation.done.push(`${path}: ${done}`);
        }
      }
    } catch (error) {
      // an earlier change removed the file
      mutation.done.push(`(${(error as Error).name})`);
    }
  }
  if (mutation.done.some((done) => done === "with its hash")) {
    mutation.isSealed = true;
  }
  return mutation;
}

/**
 * The files of a run that are smaller than 1 MiB and have no other hard link.
 */
function plainFiles(folder: string): string[] {
  const files: string[] = [];
  for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...plainFiles(path));
    if (!isFile) continue;
    const { size, nlink } = Deno.lstatSync(path);
    if (size < 2 ** 20 && (nlink ?? 1) === 1) files.push(path);
  }
  return files.sort();
}

/** Copies a folder. */
export function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/**
 * The content of a folder: the names, types and sizes of its files, and the
 * hashes of small files.
 */
export async function listing(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`, info = Deno.lstatSync(path);
    const of = info.isFile && info.size < 2 ** 20
      ? await sha256(Deno.readFileSync(path))
      : "";
    lines.push(`${path} ${info.isFile} ${info.isSymlink} ${info.size} ${of}`);
    if (info.isDirectory) lines.push(...await listing(path));
  }
  return lines.sort();
}

/** A text in the files outside, which no command may print. */
export const SECRET = "kq7-secret-zx9";

/** Writes the files outside of the start folder. */
export async function makeOutside(
  outside: string,
  model: string,
): Promise<void> {
  await Deno.mkdir(`${outside}/checkpoints`, { recursive: true });
  await Deno.writeTextFile(
    `${outside}/secret.csv`,
    `day,play\n${SECRET},yes\n`,
  );
  await Deno.writeTextFile(`${outside}/secret.json`, `"${SECRET}"`);
  for (const file of ["secret.safetensors", "checkpoints/1+0.safetensors"]) {
    await Deno.copyFile(model, `${outside}/${file}`);
  }
  const made = new Deno.Command("mkfifo", { args: [`${outside}/pipe`] });
  await made.output().catch(() => {}); // Windows has no mkfifo
}

/**
 * Overrides: values that replace parts of a spec, such as `--set epochs=3`.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { accepts } from "./_fits.ts";
import { isMapping, type Kind, plainFields } from "./_kinds.ts";
import { keysOf } from "./_path.ts";
import { kindsAt } from "./_places.ts";
import { type Read, readText } from "./_read.ts";
import type { Keys } from "./_tree.ts";
import { pathText, SpecError } from "./error.ts";
import { anySchema } from "./schema.ts";

/** A value that replaces part of a spec, and is checked like the spec. */
export interface SpecOverride {
  /** The path of the value, such as `["layers", 1, "units"]`. */
  readonly keys: readonly (string | number)[];
  /** The new value. */
  readonly value: unknown;
  /** The source to show in error messages, such as `--set layers[1].units=10`. */
  readonly source: string;
}

/**
 * Parses an override as the user types it on the command line: a path as in
 * error messages, then `=`, then a value. Numbers, `true`, `false`, `null`,
 * text in quotes, `[lists]` and `{ mappings: }` are read as YAML. A value that
 * is not a number, `true`, `false` or `null`, and not in quotes, brackets or
 * braces, is plain text, and may contain `#`. If the field must be text, then
 * `true`, `false`, `null` and numbers are also read as plain text.
 *
 * @param text The override, such as `layers[1].units=10` or `optimizer={ type: adam }`.
 * @returns The override, or undefined if the text is not an override.
 * @throws {SpecError} If the value is not valid YAML.
 * @example Ten units instead of the number in the file
 * ```ts
 * import { parseOverride, parseSpec } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const text = `
 * name: and
 * dataset: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [[0], [0], [0], [1]] }
 * layers: [{ units: 2 }, { units: 1 }]
 * learningRate: 1
 * epochs: 1`;
 * const override = parseOverride("layers[0].units=10")!;
 * const { layers } = parseSpec(text, { overrides: [override] });
 * assertEquals("units" in layers[0] && layers[0].units, 10);
 * ```
 */
export function parseOverride(
  text: string,
  source: string = `--set ${text}`,
): SpecOverride | undefined {
  const found = /^([^=\s]{1,200})=(.*)$/s.exec(text);
  if (found === null) return undefined;
  const [, path, written] = found, keys = keysOf(path);
  if (keys === undefined) return undefined;
  const { value, faults } = readValue(written, keys);
  if (faults.length === 0) return { keys, value, source };
  const issues = faults.map(({ message, on }) => ({
    path: pathText(keys),
    keys,
    on,
    message,
    source,
  }));
  throw new SpecError(issues);
}

/**
 * Converts a list of values for one field to the grid of a sweep: the override
 * `epochs=[5, 10]` sets `sweep.grid.epochs`. An override is returned unchanged
 * if its value is not a list, the field accepts the list, or the field is in
 * `sweep`.
 */
export function asGrid(one: SpecOverride): SpecOverride {
  const { keys, value } = one, kinds = kindsAt(keys);
  const isList = Array.isArray(value) && keys[0] !== "sweep" &&
    !kinds.some((kind) => accepts(kind, value));
  return isList ? { ...one, keys: ["sweep", "grid", pathText(keys)] } : one;
}

/**
 * The flag that the user probably meant by values separated by commas: for
 * `batchSize=8,16`, the flag `--set batchSize='[8, 16]'`.
 *
 * @returns `undefined` if the field does not accept the values.
 */
export function listMeant({ keys, value }: SpecOverride): string | undefined {
  const kinds = kindsAt(keys);
  const fits = (part: unknown) => kinds.some((kind) => accepts(kind, part));
  if (typeof value !== "string" || !value.includes(",") || fits(value)) {
    return undefined;
  }
  const parts = value.split(",").map((part) => part.trim());
  const areValues = parts.every((part) => fits(readValue(part, keys).value));
  return areValues
    ? `--set ${pathText(keys)}='[${parts.join(", ")}]'`
    : undefined;
}

const inQuotes = /^\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*$/s;
const inBrackets = /^\s*(?:\[.*\]|\{.*\})\s*$/s;
const constant =
  /^\s*(?:~|null|true|false|[-+]?\.?(?:\d[\w.+-]*|inf|nan))\s*$/i;

/**
 * Parses a value that was typed in a shell. The shell has already removed its
 * own quotes.
 */
function readValue(
  written: string,
  keys: Keys,
): Pick<Read, "value" | "faults"> {
  if (inQuotes.test(written)) return readText(written.trim());
  const texts = kindsAt(keys).map(({ kind }) => kind === "text");
  const isText = texts.length > 0 && !texts.includes(false);
  if (inBrackets.test(written) && !isText) {
    const bare = written.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/gs, "");
    if (!bare.includes("#")) return readText(written.trim());
    const message = "must have quotes around text with #, such as " +
      `{ csv: "a#1.csv" }: found # without quotes`;
    return { faults: [{ keys, on: "value", message }] };
  }
  return constant.test(written) && !texts.includes(true)
    ? readText(written.trim())
    : { value: written, faults: [] };
}

/**
 * Applies overrides to plain values. The result has the new values, the errors
 * for paths that do not exist, and the overrides. If the override `a.b=1`
 * replaces the value of `a` by a new mapping, the override is also listed with
 * the path `a`, for error messages.
 */
export function override(
  value: unknown,
  overrides: readonly SpecOverride[],
): {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  readonly overrides: readonly SpecOverride[];
} {
  const faults: Fault[] = [];
  const all: SpecOverride[] = [];
  const set = (inner: unknown, one: SpecOverride, depth: number): unknown => {
    const { keys } = one;
    if (depth === keys.length) return one.value;
    const key = keys[depth];
    if (typeof key === "number") {
      const length = Array.isArray(inner) ? inner.length : 0;
      if (key < length) {
        const item = set((inner as unknown[])[key], one, depth + 1);
        return (inner as unknown[]).with(key, item);
      }
      const message =
        `must be the position of an existing item: found ${key}, but the list has ${length} items, and positions start at 0`;
      faults.push({ keys, on: "key", message });
      return inner;
    }
    if (Array.isArray(inner)) {
      faults.push({ keys, on: "key", message: inList(keys, depth) });
      return inner;
    }
    const short = shortFor(keys.slice(0, depth), key);
    const isShort = typeof inner === "string" && short !== undefined;
    const base: Record<string, unknown> = isMapping(inner)
      ? inner
      : isShort
      ? { [short]: inner }
      : {};
    if (depth > 0 && !isMapping(inner) && !isShort) {
      all.push({ ...one, keys: keys.slice(0, depth) });
    }
    const { fields } = anySchema;
    const old = Object.hasOwn(base, key)
      ? base[key]
      : depth === 0 && Object.hasOwn(fields, key)
      ? fields[key].value // loss.reduction=sum must not change loss.type
      : undefined;
    return { ...base, [key]: set(old, one, depth + 1) };
  };
  let whole = value;
  for (const one of overrides) {
    whole = set(whole, one, 0);
    all.push(one);
  }
  return { value: whole, faults, overrides: all };
}

/**
 * The field that a single word stands for: `type` if `adam` means `{ type: adam
 * }`, `name` if `mnist` means `{ name: mnist }`.
 */
function shortFor(keys: Keys, key: string): "type" | "name" | undefined {
  const kinds = kindsAt(keys);
  const byType = (kind: Kind) => kind.kind === "variants" && !kind.defaultType;
  if (kinds.some((kind) => byType(kind) || "short" in kind)) {
    return "type"; // adam is short for { type: adam }
  }
  const isNamed = kinds.some((kind) => {
    const fields = plainFields(kind) ?? {};
    return Object.hasOwn(fields, key) && Object.hasOwn(fields, "name");
  });
  return isNamed ? "name" : undefined; // mnist is short for { name: mnist }
}

/** The message for a key where a list needs a position, such as `layers.0.units`. */
function inList(keys: Keys, depth: number): string {
  const list = keys.slice(0, depth);
  const [key, ...rest] = keys.slice(depth);
  const path = kindsAt([...list, 0, key]).length > 0
    ? [...list, 0, key, ...rest]
    : [...list, /^\d{1,9}$/.test(String(key)) ? Number(key) : 0, ...rest];
  return `needs a position in the list ${pathText(list)}: write ${
    pathText(path)
  }`;
}

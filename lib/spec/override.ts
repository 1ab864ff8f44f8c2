/**
 * Parts of a spec that something else says, such as `--set epochs=3`.
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

/** A value that stands for what a spec says, and is checked like it. */
export interface SpecOverride {
  /** The way to it: `["layers", 1, "units"]`. */
  readonly keys: readonly (string | number)[];
  /** What it is to be. */
  readonly value: unknown;
  /** Who says so, for the errors: `--set layers[1].units=10`. */
  readonly source: string;
}

/**
 * Reads an override as it is typed: a path as the errors print it, `=`, and a
 * value. Numbers, `true`, `false`, `null`, text in quotes, `[lists]` and
 * `{ mappings: }` are read as YAML; anything else is the text itself, `#` and all,
 * and so are numbers and words where the field is text.
 *
 * @param text `layers[1].units=10`, `optimizer={ type: adam }`
 * @returns The override; nothing where the text is not of this form.
 * @throws {SpecError} If the value is no YAML.
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

/** What says of a list of values for one field, as the grid of a sweep. */
export function asGrid(one: SpecOverride): SpecOverride {
  const { keys, value } = one, kinds = kindsAt(keys);
  const isList = Array.isArray(value) && keys[0] !== "sweep" &&
    !kinds.some((kind) => accepts(kind, value));
  return isList ? { ...one, keys: ["sweep", "grid", pathText(keys)] } : one;
}

const inQuotes = /^\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*$/s;
const inBrackets = /^\s*(?:\[.*\]|\{.*\})\s*$/s;
const constant =
  /^\s*(?:~|null|true|false|[-+]?\.?(?:\d[\w.+-]*|inf|nan))\s*$/i;

/** A value as it was typed in a shell, which has taken its own quotes off. */
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
    const message = "must have text with # in quotes, such as " +
      `{ csv: "a#1.csv" }: found # without quotes`;
    return { faults: [{ keys, on: "value", message }] };
  }
  return constant.test(written) && !texts.includes(true)
    ? readText(written.trim())
    : { value: written, faults: [] };
}

/**
 * Plain values with the overrides in their places, what has no place, and the
 * overrides once more: one that puts a mapping in the place of a number or the like
 * stands for that mapping, too.
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
        `must be an item that is there: found ${length} items, counted from 0`;
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
      ? fields[key].value // so that loss.reduction=sum leaves loss.type
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

/** The field that text stands for where a mapping with this key may be, too. */
function shortFor(keys: Keys, key: string): "type" | "name" | undefined {
  const kinds = kindsAt(keys);
  const byType = (kind: Kind) => kind.kind === "variants" && !kind.defaultType;
  if (kinds.some((kind) => byType(kind) || "short" in kind)) {
    return "type"; // adam is { type: adam }
  }
  const isNamed = kinds.some((kind) => {
    const fields = plainFields(kind) ?? {};
    return Object.hasOwn(fields, key) && Object.hasOwn(fields, "name");
  });
  return isNamed ? "name" : undefined; // mnist is { name: mnist }
}

/** What to say of a key where a list has positions: `layers.0.units`. */
function inList(keys: Keys, depth: number): string {
  const list = keys.slice(0, depth);
  const [key, ...rest] = keys.slice(depth);
  const path = kindsAt([...list, 0, key]).length > 0
    ? [...list, 0, key, ...rest]
    : [...list, /^\d{1,9}$/.test(String(key)) ? Number(key) : 0, ...rest];
  return `must have a position in the list ${pathText(list)}: write ${
    pathText(path)
  }`;
}

/**
 * Parts of a spec that something else says, such as `--set epochs=3`.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { isMapping } from "./_kinds.ts";
import { readText } from "./_read.ts";
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
 * value as the spec would write it.
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
  const [, path, written] = found;
  if (!/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(path)) return undefined;
  const keys = [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, index, name]) => index === undefined ? name : Number(index));
  const { value, faults } = readText(written);
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

/** Plain values with the overrides in their places, and what has no place. */
export function override(
  value: unknown,
  overrides: readonly SpecOverride[],
): { readonly value: unknown; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const set = (
    inner: unknown,
    keys: Keys,
    depth: number,
    to: unknown,
  ): unknown => {
    if (depth === keys.length) return to;
    const key = keys[depth];
    if (typeof key === "number") {
      const length = Array.isArray(inner) ? inner.length : 0;
      if (key < length) {
        return (inner as unknown[]).with(
          key,
          set((inner as unknown[])[key], keys, depth + 1, to),
        );
      }
      const message =
        `must be an item that is there: found ${length} items, counted from 0`;
      faults.push({ keys, on: "key", message });
      return inner;
    }
    // text stands for { type: text } where a part of it is set
    const base: Record<string, unknown> = isMapping(inner)
      ? inner
      : typeof inner === "string"
      ? { type: inner }
      : {};
    const { fields } = anySchema;
    const old = Object.hasOwn(base, key)
      ? base[key]
      : depth === 0 && Object.hasOwn(fields, key)
      ? fields[key].value // so that loss.reduction=sum leaves loss.type
      : undefined;
    return { ...base, [key]: set(old, keys, depth + 1, to) };
  };
  let whole = value;
  for (const { keys, value: to } of overrides) whole = set(whole, keys, 0, to);
  return { value: whole, faults };
}

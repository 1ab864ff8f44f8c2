/**
 * Makes the line of YAML that an error message suggests for a value in the
 * wrong field of a spec.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import { inline } from "./_excerpt.ts";
import { accepts } from "./_fits.ts";
import { type Fields, isMapping, type Kind, plainFields } from "./_kinds.ts";
import { fieldAt, type Home, ITEM, pathOf, type Place } from "./_places.ts";
import type { Keys } from "./_tree.ts";

/**
 * `LONGEST_LINE` is the maximum length of a suggested line; `MOST_PARTS` is the
 * maximum number of items of a list or mapping in the line.
 */
const LONGEST_LINE = 100, MOST_PARTS = 10;

/** A value in the wrong field of a spec. */
export interface Misplaced {
  readonly value: unknown;
  /**
   * The path of the value that is in the wrong field or, for an unknown key, the
   * path of the mapping that contains the key.
   */
  readonly keys: Keys;
  /** The whole spec. */
  readonly whole: unknown;
}

/**
 * A key that is not a field of the mapping that contains it, and the value of
 * the key.
 */
export interface Stray extends Misplaced {
  readonly name: string;
  /** The mapping that contains the key. */
  readonly mapping: Readonly<Record<string, unknown>>;
  /** The fields that the schema allows in the mapping. */
  readonly fields: Fields;
}

/**
 * A field that the user possibly meant, and the value to write in the field.
 */
export interface Choice {
  readonly place: Place;
  readonly home: Home;
  /**
   * The value to write: the value from the spec if the field accepts this
   * value, otherwise a placeholder or a mapping to complete.
   */
  readonly value: unknown;
}

/**
 * A placeholder, shown as "...", for parts that are left out or that the user
 * must write.
 */
export const GAP = Symbol("...");

/**
 * If `all` has one or two fields: a space, then a suggested line of YAML for
 * each field, joined by "or". The result is empty if `all` has more than two
 * fields.
 */
export function linesOf(all: readonly Choice[], misplaced: Misplaced): string {
  const lines = all.length > 2 ? [] : all.flatMap((choice) => {
    const line = lineOf(choice, misplaced);
    return line.length > LONGEST_LINE ? [] : [line];
  });
  const needed = all.length === 1 ? validationFor(all[0], misplaced) : "";
  return lines.length === 0 ? "" : ` ${lines.join(" or ")}${needed}`;
}

/** The text ` and validation: ...`, if early stopping needs validation and the spec has none. */
function validationFor(
  { place, value }: Choice,
  { whole }: Misplaced,
): string {
  const isNeeded = place.path === "earlyStopping" && isMapping(value) &&
    `${value.metric}`.startsWith("validation") &&
    !(isMapping(whole) && Object.hasOwn(whole, "validation"));
  return isNeeded ? " and validation: { fraction: 0.1 }" : "";
}

/** The line to write at the top level of a spec. */
function lineOf({ place, home, value }: Choice, misplaced: Misplaced): string {
  const { keys } = place;
  let part = itemized(home.kind, value, misplaced);
  for (let k = keys.length - 1; k > 0; k--) {
    const around = partAt(misplaced, keys.slice(0, k));
    if (keys[k] === ITEM) {
      const index = indexOf(keys.slice(0, k + 1), misplaced);
      const after = Array.isArray(around) ? around.length - 1 - index : 0;
      part = [...index > 0 ? [GAP] : [], part, ...after > 0 ? [GAP] : []];
    } else {
      const outer = fieldAt(pathOf(keys.slice(0, k + 1)))!;
      const isInmost = k === keys.length - 1;
      const one = isInmost ? home : likely(outer, outer.homes, misplaced);
      part = filled(one, around, misplaced, keys[k], part);
    }
  }
  return `${keys[0]}: ${flow(part, misplaced)}`;
}

/** Turns numbers or words in a list into the mappings that the list needs: [3] becomes [{ units: 3 }]. */
function itemized(kind: Kind, value: unknown, misplaced: Misplaced): unknown {
  if (kind.kind !== "list" || !Array.isArray(value)) return value;
  const fields = plainFields(kind.of as Kind);
  if (fields === undefined) return value;
  return value.slice(0, MOST_PARTS + 1).map((item) =>
    isMapping(item) ? item : filled({ kind, fields }, item, misplaced)
  );
}

/**
 * Completes a mapping of the spec. Adds the field `name`, keys that are unknown
 * in `misplaced.mapping` but are in `fields`, and a placeholder for each
 * missing required field.
 */
function filled(
  { fields, type }: Home,
  around: unknown,
  misplaced: Misplaced | Stray,
  name?: string,
  value?: unknown,
): Record<string, unknown> {
  const has = (mapping: unknown, key: string): mapping is typeof result =>
    isMapping(mapping) && Object.hasOwn(mapping, key) &&
    mapping[key] !== undefined;
  const result: Record<string, unknown> = {};
  let short = isMapping(around) ? undefined : around; // digits is short for { name: digits }
  for (const [key, { of, presence }] of Object.entries(fields)) {
    if (key === name) result[key] = value;
    else if (
      key === "type" && type !== undefined &&
      (presence === "required" || has(around, key))
    ) {
      result[key] = type;
    } else if (has(around, key) && mayBe(of, around[key])) {
      result[key] = around[key];
    } else if (
      "mapping" in misplaced && !Object.hasOwn(misplaced.fields, key) &&
      has(misplaced.mapping, key)
    ) {
      result[key] = misplaced.mapping[key];
    } else if (presence === "required") {
      const fits = short !== undefined && accepts(of, short) &&
        (key === "name" || !Object.hasOwn(catalogue, `${short}`));
      result[key] = fits ? short : GAP;
      if (fits) short = undefined;
    }
  }
  return result;
}

/**
 * Whether a value could be of the given kind. For example, a mapping cannot be
 * a number.
 */
function mayBe(kind: Kind, value: unknown): boolean {
  const all = kind.kind === "either" ? kind.of as readonly Kind[] : [kind];
  return !isMapping(value) ||
    all.some(({ kind }) => ["mapping", "entries", "variants"].includes(kind));
}

/** Formats a value in the flow style of YAML, without unknown keys; long parts become `...`. */
function flow(value: unknown, misplaced: Misplaced | Stray, depth = 0): string {
  const isLong = depth > 3 || typeof value === "string" && value.length > 40;
  if (value === GAP || isLong) return "...";
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_PARTS)
      .map((item) => flow(item, misplaced, depth + 1));
    const rest = value.length > MOST_PARTS ? ["..."] : [];
    return `[${[...items, ...rest].join(", ")}]`;
  }
  if (!isMapping(value)) return inline(value);
  const isOwn = "mapping" in misplaced && value === misplaced.mapping;
  const parts = Object.keys(isOwn ? misplaced.fields : value)
    .filter((key) => Object.hasOwn(value, key)).slice(0, MOST_PARTS)
    .map((key) => `${inline(key)}: ${flow(value[key], misplaced, depth + 1)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/**
 * If several mappings have the field `place`, chooses the mapping that the user
 * probably meant. The result is the mapping with the `type` that is written in
 * the spec. If no mapping has the `type` that is written in the spec, the
 * result is the first mapping.
 */
export function likely(
  place: Place,
  homes: readonly Home[],
  misplaced: Misplaced,
): Home {
  const type = typeOf(aroundOf(place, misplaced));
  return homes.find((home) => home.type === type) ?? homes[0];
}

export function aroundOf({ keys }: Place, misplaced: Misplaced): unknown {
  return partAt(misplaced, keys.slice(0, -1));
}

export function parentOf({ keys }: Place): string {
  return pathOf(keys.slice(0, -1));
}

/**
 * The `type` of a mapping such as `{ type: adam }`; for any other value, such
 * as `adam`, the value itself.
 */
export function typeOf(part: unknown): unknown {
  return isMapping(part) && Object.hasOwn(part, "type") ? part.type : part;
}

/**
 * The position of an item in a list. If the path in `misplaced` leads into the
 * list, the result is the list position in this path, otherwise 0.
 */
function indexOf(keys: readonly string[], { keys: own }: Misplaced): number {
  const last = keys.length - 1;
  const index = own[last];
  const isOwn = pathOf(own.slice(0, last)) === pathOf(keys.slice(0, last));
  return typeof index === "number" && isOwn ? index : 0;
}

/** The part of a spec at a path. */
function partAt(misplaced: Misplaced, keys: readonly string[]): unknown {
  let part = misplaced.whole;
  for (const [k, key] of keys.entries()) {
    if (key === ITEM) {
      const index = indexOf(keys.slice(0, k + 1), misplaced);
      part = Array.isArray(part) ? part[index] : undefined;
    } else {
      part = isMapping(part) && Object.hasOwn(part, key)
        ? part[key]
        : undefined;
    }
  }
  return part;
}

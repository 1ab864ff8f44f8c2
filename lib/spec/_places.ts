/**
 * An index of all fields of the schema, by name and by path. The index is built on
 * first use.
 *
 * @module
 */

import { type Fields, type Kind, variantFields } from "./_kinds.ts";
import type { Keys } from "./_tree.ts";
import { anySchema } from "./schema.ts";

/** The placeholder in a path for the position of any item of a list. */
export const ITEM = "[]";

/** One of the mappings in which a field may occur, and the kind of the field in this mapping. */
export interface Home {
  readonly kind: Kind;
  /** The fields of the mapping. */
  readonly fields: Fields;
  /** The `type` of the mapping, if the fields depend on it. */
  readonly type?: string;
}

/** A field of the schema, with its path. */
export interface Place {
  /** The path as text, such as `layers[].units`. */
  readonly path: string;
  /** The path as keys, such as `["layers", "[]", "units"]`. */
  readonly keys: readonly string[];
  readonly homes: Home[];
}

let gathered: ReturnType<typeof gather> | undefined;

/** The fields with the given name. */
export function fieldsNamed(name: string): readonly Place[] {
  return (gathered ??= gather()).byName.get(name) ?? [];
}

/** The names of all fields. */
export function fieldNames(): string[] {
  return [...(gathered ??= gather()).byName.keys()];
}

/** The field at a path such as `layers[].units`. */
export function fieldAt(path: string): Place | undefined {
  return (gathered ??= gather()).byPath.get(path);
}

/** Builds the index of all fields. */
function gather() {
  const byName = new Map<string, Place[]>();
  const byPath = new Map<string, Place>();
  const add = (keys: readonly string[], home: Home) => {
    const path = pathOf(keys);
    const name = keys[keys.length - 1];
    let place = byPath.get(path);
    if (place === undefined) {
      byPath.set(path, place = { path, keys, homes: [] });
      if (name !== ITEM) byName.set(name, [...byName.get(name) ?? [], place]);
    }
    place.homes.push(home);
    visit(home.kind, keys);
  };
  const addAll = (keys: readonly string[], fields: Fields, type?: string) => {
    for (const [name, { of: kind }] of Object.entries(fields)) {
      add([...keys, name], { kind, fields, ...(type && { type }) });
    }
  };
  const visit = (kind: Kind, keys: readonly string[]): void => {
    if (kind.kind === "mapping") addAll(keys, kind.fields);
    else if (kind.kind === "either") {
      for (const one of kind.of as readonly Kind[]) visit(one, keys);
    } else if (kind.kind === "list") {
      const item = { kind: kind.of as Kind, fields: {} };
      add([...keys, ITEM], item);
    } else if (kind.kind === "variants") {
      for (const type of Object.keys(kind.variants)) {
        addAll(keys, variantFields(kind, type), type);
      }
    }
  };
  visit(anySchema, []);
  return { byName, byPath };
}

/** Formats keys as a path, with `[]` for each position in a list. */
export function pathOf(keys: Keys): string {
  return keys.map((key, k) =>
    typeof key === "number" || key === ITEM ? ITEM : k === 0 ? key : `.${key}`
  ).join("");
}

/** The kinds of values that a field may have; empty if there is no field at the path. */
export function kindsAt(keys: Keys): readonly Kind[] {
  const flat = (kind: Kind): Kind[] =>
    kind.kind === "either" ? (kind.of as Kind[]).flatMap(flat) : [kind];
  return fieldAt(pathOf(keys))?.homes.flatMap(({ kind }) => flat(kind)) ?? [];
}

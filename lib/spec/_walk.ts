/**
 * Checks plain values against the schema, and fills in the defaults.
 *
 * @module
 */

import { brief } from "./_excerpt.ts";
import {
  type Either,
  type Entries,
  type Fields,
  isMapping,
  type Kind,
  type List,
  mustBeOneOf,
  variantFields,
  type Variants,
} from "./_kinds.ts";
import {
  beyond,
  choicesOf,
  escaped,
  instead,
  meant,
  quoted,
  unquoted,
} from "./_hints.ts";
import type { Found } from "./_fault.ts";
import { fits, inBounds, isPair } from "./_fits.ts";
import { inLayer, inLayerBefore } from "./_other_forms.ts";
import { unfolded, type Unknown, unknownKey } from "./_misplaced.ts";
import { isAbsentLayer } from "./_other_names.ts";
import { isList, walkRows } from "./_rows.ts";
import { nearest } from "./nearest.ts";

type Keys = readonly (string | number)[];

/**
 * Checks a value.
 *
 * @param kind The kind of value that is allowed.
 * @param found The list to which errors are added.
 * @returns A copy of the value with its defaults, and without its faulty parts.
 */
export function walk(
  kind: Kind,
  value: unknown,
  found: Found,
  keys: Keys = [],
): unknown {
  const refuse = (why = "") => {
    const message = `${kind.rule}: found ${brief(value)}${why}`;
    found.add({ keys, on: "value", message });
    return undefined;
  };
  const refuseUnfolded = () => {
    const { whole, isFull } = found;
    return refuse(isFull ? "" : unfolded({ keys, value, whole }));
  };
  switch (kind.kind) {
    case "any":
      return value;
    case "flag":
      return typeof value === "boolean" ? value : refuse(instead(value));
    case "constant":
      return value === kind.value ? value : refuse(unquoted(value));
    case "words": {
      if (kind.words.includes(value as string)) return value;
      return refuse(meant(value, kind.words));
    }
    case "text":
      return fits(kind, value)
        ? value
        : refuse(quoted(value) || escaped(value));
    case "number":
      if (inBounds(kind, value)) return value;
      return refuse(unquoted(value) || (kind.whole ? "" : beyond(value)));
    case "pair":
      return isPair(value) ? [...value] : refuse();
    case "rows":
      if (!isList(value, Infinity)) return refuse();
      return walkRows(kind, value, keys, found);
    case "list":
      if (!isList(value, kind.most, kind.least)) return refuse();
      return value.map((item, i) =>
        walk((kind as List<Kind>).of, item, found, [...keys, i])
      );
    case "mapping":
      if (isMapping(value)) {
        const empty = kind.filled &&
          Object.values(value).every((part) => part === undefined);
        if (empty) return refuse(" without keys");
        return walkFields(kind.fields, value, keys, found);
      }
      if (!kind.short || typeof value !== "string") {
        return refuseUnfolded();
      }
      return walkShort(kind.fields, kind.fields.type.of, value, keys, found);
    case "entries": {
      const count = isMapping(value) ? Object.keys(value).length : 0;
      if (!isMapping(value) || count === 0 || count > kind.most) {
        return refuse();
      }
      return walkEntries(kind as Entries<Kind>, value, keys, found);
    }
    case "variants":
      if (kind.defaultType !== undefined && !isMapping(value)) {
        return refuseUnfolded();
      }
      return walkVariants(kind, value, keys, found) ?? refuse();
    case "either": {
      const { of } = kind as Either<Kind>;
      const option = isMapping(value)
        ? of.find(({ kind }) => kind === "variants" || kind === "entries") ??
          closest(of, value)
        : of.find((one) => takes(one, value));
      if (option !== undefined) return walk(option, value, found, keys);
      const words = of.flatMap((one) => one.kind === "words" ? one.words : []);
      return refuse(meant(value, words) || unquoted(value));
    }
  }
}

/**
 * Whether the type of a value, such as number or text, is the type that the
 * schema requires. The value can still break another rule, such as the bounds
 * of a number.
 */
function takes(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case "words":
      return kind.words.includes(value as string);
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "list":
      return Array.isArray(value);
    default:
      return false;
  }
}

/** The maximum number of keys that are compared to choose a kind of mapping. */
const MOST_KEYS = 20;

/**
 * The kind of mapping that has the most keys in common with a value. A
 * misspelled key also counts as a common key, but less than a correct key.
 */
function closest(
  of: readonly Kind[],
  value: Readonly<Record<string, unknown>>,
): Kind | undefined {
  let best: Kind | undefined, most = 0;
  for (const kind of of) {
    if (kind.kind !== "mapping") continue;
    const known = Object.keys(kind.fields);
    const like = Object.keys(value).slice(0, MOST_KEYS)
      .map((name) => known.includes(name) ? 2 : nearest(name, known) ? 1 : 0)
      .reduce<number>((sum, one) => sum + one, 0);
    if (like > most) [best, most] = [kind, like];
  }
  return best;
}

function walkEntries(
  { of, pattern, keyRule }: Entries<Kind>,
  value: Readonly<Record<string, unknown>>,
  keys: Keys,
  found: Found,
): unknown {
  const isKey = new RegExp(pattern ?? "", "u");
  const items = Object.entries(value).map(([name, item]) => {
    const inner = [...keys, name];
    if (!isKey.test(name)) {
      found.add({
        keys: inner,
        on: "key",
        message: `${keyRule}: found ${brief(name)}`,
      });
    }
    return [name, walk(of, item, found, inner)];
  });
  return Object.fromEntries(items);
}

/** Checks a mapping that is written as its type alone, such as `optimizer: adam`. */
function walkShort(
  fields: Fields,
  of: Kind,
  value: string,
  keys: Keys,
  found: Found,
): unknown {
  const type = walk(of, value, found, keys);
  return type === undefined ? {} : walkFields(fields, { type }, keys, found);
}

function walkVariants(
  kind: Variants,
  value: unknown,
  keys: Keys,
  found: Found,
): unknown {
  const { variants, defaultType } = kind;
  const words = Object.keys(variants);
  const of: Kind = { kind: "words", rule: mustBeOneOf(words), words };
  const fieldsOf = (name: string): Fields => {
    const fields = variantFields({ ...kind, rule: of.rule }, name, words);
    return words.includes(name) ? fields : {
      ...fields,
      ...loosened(Object.assign({}, ...Object.values(variants))),
    };
  };
  if (typeof value === "string") {
    return walkShort(fieldsOf(value), of, value, keys, found);
  }
  if (!isMapping(value)) return undefined;
  const type = Object.hasOwn(value, "type") ? value.type : defaultType;
  const name = typeof type === "string" ? type : "";
  if (defaultType !== undefined && !words.includes(name)) {
    const hint = meant(type, words) || inLayerBefore(variants, value) ||
      (isAbsentLayer(name) ? ", which is not available" : "");
    const message = `${of.rule}: found ${brief(type)}${hint}`;
    found.add({ keys: [...keys, "type"], on: "value", message });
    const near = nearest(name, words);
    if (near !== undefined) { // the other fields are checked for this type
      walkFields(fieldsOf(near), { ...value, type: near }, keys, found);
    }
    return {};
  }
  return walkFields(fieldsOf(name), value, keys, found);
}

/** Makes all fields optional, to check a mapping whose type is unknown. */
function loosened(fields: Fields): Fields {
  const loose = Object.entries(fields)
    .map(([name, field]) => [name, { ...field, presence: "optional" }]);
  return Object.fromEntries(loose);
}

function walkFields(
  fields: Fields,
  value: Readonly<Record<string, unknown>>,
  keys: Keys,
  found: Found,
): unknown {
  const known = Object.keys(fields);
  const isWritten = (name: string) =>
    Object.hasOwn(value, name) && value[name] !== undefined;
  const absent = known.filter((name) => !isWritten(name));
  const guessed = new Set<string>();
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const at = { keys, mapping: value, fields, whole: found.whole };
    const { message, near, top, ...rest }: Unknown = found.isFull
      ? { message: "unknown key" } // this error is only counted, not shown
      : unknownKey({ ...at, name, value: value[name] }, absent);
    if (near !== undefined) guessed.add(near);
    if (rest.isRewritten) absent.forEach((name) => guessed.add(name));
    const meant = near ?? top;
    found.add({ keys: [...keys, name], on: "key", message, meant });
    if (near !== undefined && isMapping(value[name])) { // also checks the value of the misspelled key
      walk(fields[near].of, value[name], found, [...keys, name]);
    }
  }
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const inner = [...keys, name];
    if (isWritten(name)) {
      const item = walk(field.of, value[name], found, inner);
      if (item !== undefined) result[name] = item;
    } else if (
      guessed.has(name) ||
      keys.length === 0 && found.isMeant(name)
    ) {
      continue; // a misspelled or misplaced key was meant as this field
    } else if (
      field.presence === "default" ||
      field.presence === "implied" && found.showsImplied
    ) {
      result[name] = walk(field.of, field.value, found, inner);
    } else if (field.presence === "required") {
      const hint = choicesOf(field.of) || inLayer(keys, value);
      const message = `is missing; write ${field.doc}${hint}`;
      found.add({ keys: inner, on: "key", message });
    }
  }
  return result;
}

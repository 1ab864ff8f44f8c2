/**
 * Tests whether a value fits a kind of value in the schema, such as text or
 * number, without making an error message.
 *
 * @module
 */

import { isNumber } from "./_hints.ts";
import {
  type Either,
  type Fields,
  isMapping,
  type Kind,
  type Numeric,
  plainFields,
  type Text,
} from "./_kinds.ts";

/** Whether a value is text that a `Text` kind of the schema allows. */
export function fits({ longest, pattern }: Text, value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed() &&
    value.length <= 2 * longest && [...value].length <= longest &&
    (pattern === undefined || new RegExp(pattern, "u").test(value));
}

/**
 * Whether a value is a number within the bounds of a `Numeric` kind of the
 * schema.
 */
export function inBounds(
  { whole, least, most, open }: Numeric,
  value: unknown,
): value is number {
  if (typeof value !== "number") return false;
  return (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    (open[0] ? value > least : value >= least) &&
    (open[1] ? value < most : value <= most);
}

/** Whether a value is a list of two different numbers. */
export function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 &&
    value.every(isNumber) && value[0] !== value[1];
}

/**
 * Whether a value has all required fields in `fields`; false if `fields` is
 * undefined.
 */
function isWhole(fields: Fields | undefined, value: object): boolean {
  return fields !== undefined && Object.entries(fields).every(
    ([name, { presence }]) =>
      name === "type" || presence !== "required" || Object.hasOwn(value, name),
  );
}

/**
 * Whether the user probably meant a value to be of the given kind. In a list,
 * only the first item is checked. In a mapping, only the names of the fields
 * are checked.
 */
export function accepts(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case "flag":
      return typeof value === "boolean";
    case "constant":
      return value === kind.value;
    case "words":
      return kind.words.includes(value as string);
    case "text":
      return fits(kind, value);
    case "number":
      return inBounds(kind, value);
    case "pair":
      return isPair(value);
    case "rows":
      return Array.isArray(value) && Array.isArray(value[0]);
    case "list": {
      const of = kind.of as Kind;
      return Array.isArray(value) && (accepts(of, value[0]) ||
            plainFields(of) && /^(number|string)$/.test(typeof value[0])) ===
          true; // [3] may mean [{ units: 3 }]
    }
    case "mapping":
      return isMapping(value)
        ? Object.keys(kind.fields).some((name) => Object.hasOwn(value, name))
        : kind.short === true && accepts(kind.fields.type.of, value);
    case "variants":
      if (kind.defaultType !== undefined) {
        return isMapping(value) &&
          Object.values(kind.variants).some((fields) =>
            Object.keys(fields).some((name) => Object.hasOwn(value, name))
          );
      }
      return isMapping(value)
        ? typeof value.type === "string" &&
          isWhole(kind.variants[value.type], value)
        : typeof value === "string" && isWhole(kind.variants[value], {});
    case "any":
      return true;
    case "entries":
      return isMapping(value);
    case "either":
      return (kind as Either<Kind>).of.some((one) => accepts(one, value));
  }
}

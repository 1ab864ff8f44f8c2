/**
 * Generates specs, and specs with one fault, from the schema. New fields of the
 * schema are included automatically.
 *
 * @module
 */

import fc from "fast-check";
import {
  type Either,
  type Entries,
  type Fields,
  isMapping,
  type Kind,
  type List,
  type Numeric,
  variantFields,
} from "../../lib/spec/_kinds.ts";
import { anySchema } from "../../lib/spec/schema.ts";

/** The keys from the spec to one of its parts. */
export type Keys = readonly (string | number)[];

const words = ["a", "net-1", "日本_2", "files/a.b"];

/** Generates the values of a kind, small values first. */
export function valueOf(kind: Kind): fc.Arbitrary<unknown> {
  switch (kind.kind) {
    case "any":
      return fc.constantFrom<unknown>(0, 0.5, "a", [1], { a: true });
    case "flag":
      return fc.boolean();
    case "constant":
      return fc.constant(kind.value);
    case "words":
      return fc.constantFrom(...kind.words);
    case "text":
      return fc.constantFrom(
        ...words.filter((word) =>
          new RegExp(kind.pattern ?? "", "u").test(word)
        ),
      );
    case "number":
      return numberOf(kind);
    case "pair":
      return fc.constantFrom([0, 1], [-1, 1], [0.01, 0.99], [1, 0]);
    case "rows":
      return fc.integer({ min: 1, max: 3 }).chain((width) => {
        const row = fc.array(someNumber, {
          minLength: width,
          maxLength: width,
        });
        return fc.array(row, { minLength: 1, maxLength: 3 });
      });
    case "list": {
      const item = valueOf((kind as List<Kind>).of);
      return fc.array(item, {
        minLength: kind.least ?? 1,
        maxLength: Math.min(3, kind.most),
      });
    }
    case "mapping": {
      const whole = recordOf(kind.fields)
        .filter((value) => !kind.filled || Object.keys(value).length > 0);
      return kind.short ? fc.oneof(whole, valueOf(kind.fields.type.of)) : whole;
    }
    case "entries":
      return fc.dictionary(
        (kind as Entries).pattern === undefined
          ? fc.constantFrom("a", "size, cm", "日本", "true")
          : fc.constantFrom("a", "layers[0].units", "日本.b"),
        valueOf((kind as Entries<Kind>).of),
        { minKeys: 1, maxKeys: 3, noNullPrototype: true },
      );
    case "variants":
      return fc.oneof(
        ...Object.entries(kind.variants).flatMap((
          [type, fields],
        ): fc.Arbitrary<unknown>[] => {
          const rest = recordOf(fields);
          const whole = rest.map((rest) => ({ type, ...rest }));
          if (kind.defaultType !== undefined) {
            return type === kind.defaultType ? [rest, whole] : [whole];
          }
          return needsNothing(fields) ? [whole, fc.constant(type)] : [whole];
        }),
      );
    case "either":
      return fc.oneof(...(kind as Either<Kind>).of.map(valueOf));
  }
}

const someNumber = fc.constantFrom(0, 1, -1, 0.5, -0.25, 1e-3, 1e15, 255);

function numberOf({ whole, least, most, open }: Numeric) {
  const inside = (value: number) =>
    (open[0] ? value > least : value >= least) &&
    (open[1] ? value < most : value <= most) &&
    (!whole || Number.isInteger(value));
  const few = [1, 2, 3, 10, 0.5, 0.1, 1e-8, 0.0375, 1e6, 0, least, most];
  return fc.constantFrom(...few.filter(inside));
}

function recordOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const parts = Object.entries(fields)
    .map(([name, { of }]) => [name, valueOf(of)] as const);
  const requiredKeys = Object.keys(fields)
    .filter((name) => fields[name].presence === "required");
  return fc.record(Object.fromEntries(parts), {
    requiredKeys,
    noNullPrototype: true,
  });
}

function needsNothing(fields: Fields): boolean {
  return Object.values(fields).every(({ presence }) => presence !== "required");
}

/** A part of a spec, and its kind in the schema. */
export interface Part {
  readonly keys: Keys;
  /** The path in the schema, such as `layers[].units`. */
  readonly path: string;
  readonly kind: Kind;
  readonly value: unknown;
  /** The possible fields of this value, if it is a mapping. */
  readonly fields?: Fields | undefined;
}

/** All parts of a spec, including the spec itself as the first. */
export function partsOf(
  value: unknown,
  kind: Kind = anySchema,
  keys: Keys = [],
  path = "",
): Part[] {
  if (kind.kind === "either") {
    const of = (kind as Either<Kind>).of.filter((one) => isOf(one, value));
    const [option, ...others] = of;
    const whole = { keys, path, kind, value };
    if (option === undefined || others.length > 0) return [whole];
    const [, ...inner] = partsOf(value, option, keys, path);
    return [{ ...whole, fields: fieldsOf(option, value) }, ...inner];
  }
  const fields = fieldsOf(kind, value);
  const parts: Part[] = [{ keys, path, kind, value, fields }];
  if (fields !== undefined) {
    for (const [name, part] of Object.entries(value as object)) {
      const inner = path === "" ? name : `${path}.${name}`;
      parts.push(...partsOf(part, fields[name].of, [...keys, name], inner));
    }
  } else if (kind.kind === "list") {
    const { of } = kind as List<Kind>;
    for (const [i, item] of (value as unknown[]).entries()) {
      parts.push(...partsOf(item, of, [...keys, i], `${path}[]`));
    }
  } else if (kind.kind === "entries") {
    const { of, key } = kind as Entries<Kind>;
    for (const [name, item] of Object.entries(value as object)) {
      parts.push(...partsOf(item, of, [...keys, name], `${path}.${key}`));
    }
  }
  return parts;
}

/** The possible fields of a mapping, or undefined for a short form. */
function fieldsOf(kind: Kind, value: unknown): Fields | undefined {
  if (!isMapping(value)) return undefined;
  if (kind.kind === "mapping") return kind.fields;
  if (kind.kind !== "variants") return undefined;
  const type = `${value.type ?? kind.defaultType}`;
  return variantFields(kind, type, Object.keys(kind.variants));
}

/** Whether a correct value belongs to this one of several kinds. */
function isOf(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case "any":
      return true;
    case "flag":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
    case "words":
      return kind.words.includes(value as string);
    case "constant":
    case "number":
      return typeof value === "number";
    case "pair":
    case "rows":
    case "list":
      return Array.isArray(value);
    case "entries":
      return isMapping(value);
    case "mapping":
      return isMapping(value) &&
        Object.keys(value).every((name) => Object.hasOwn(kind.fields, name));
    case "variants":
      return Object.hasOwn(
        kind.variants,
        `${isMapping(value) ? value.type ?? kind.defaultType : value}`,
      );
    case "either":
      return (kind as Either<Kind>).of.some((one) => isOf(one, value));
  }
}

/** All paths of the schema. */
export function schemaPaths(kind: Kind = anySchema, path = ""): string[] {
  const inside = (fields: Fields) =>
    Object.entries(fields).flatMap(([name, { of }]) =>
      schemaPaths(of, path === "" ? name : `${path}.${name}`)
    );
  switch (kind.kind) {
    case "mapping":
      return [path, ...inside(kind.fields)];
    case "variants":
      return [
        ...[path, `${path}.type`],
        ...Object.values(kind.variants).flatMap(inside),
      ];
    case "list":
      return [path, ...schemaPaths((kind as List<Kind>).of, `${path}[]`)];
    case "entries": {
      const { of, key } = kind as Entries<Kind>;
      return [path, ...schemaPaths(of, `${path}.${key}`)];
    }
    case "either":
      return (kind as Either<Kind>).of.flatMap((one) => schemaPaths(one, path));
    default:
      return [path];
  }
}

/**
 * A copy of a spec with another value at `keys`. With `undefined`, the value is
 * removed.
 */
export function put(spec: unknown, keys: Keys, value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(spec)) {
    return spec.with(key as number, put(spec[key as number], rest, value));
  }
  const old = isMapping(spec) ? spec : {};
  const part = put(old[key as string], rest, value);
  if (part !== undefined) return { ...old, [key]: part };
  return Object.fromEntries(
    Object.entries(old).filter(([name]) => name !== key),
  );
}

/** A spec with one fault, a description of the fault, and its position. */
export interface Fault {
  readonly what: string;
  readonly keys: Keys;
  readonly spec: unknown;
}

/** All specs with one fault in a part of a spec. */
export function faultsOf(
  spec: unknown,
  { keys, kind, value, fields }: Part,
): Fault[] {
  const faults: Fault[] = wrongValues(kind, value).map((wrong) => ({
    what: `${JSON.stringify(wrong) ?? "nothing"} in its place`,
    keys,
    spec: put(spec, keys, wrong),
  }));
  for (
    const [name, part] of Object.entries(fields === undefined ? {} : value!)
  ) {
    const misspelt = `${name.slice(0, 1)}q${name.slice(1)}`;
    const renamed = Object.entries(value!).map(([key, inner]) =>
      [key === name ? misspelt : key, inner] as const
    );
    faults.push({
      what: `${misspelt} for ${name}`,
      keys: [...keys, misspelt],
      spec: put(spec, keys, Object.fromEntries(renamed)),
    });
    if (fields![name].presence === "required" && part !== undefined) {
      const isBare = kind.kind === "either" &&
        // without its only key, it matches no kind
        Object.keys(value as object).length === 1;
      faults.push({
        what: `${name} left out`,
        keys: isBare ? keys : [...keys, name],
        spec: put(spec, [...keys, name], undefined),
      });
    }
  }
  if (fields !== undefined) {
    faults.push({
      what: "a key of no meaning",
      keys: [...keys, "zzzzzz"],
      spec: put(spec, [...keys, "zzzzzz"], 1),
    });
  }
  return faults;
}

/** Values that a kind refuses. */
function wrongValues(kind: Kind, value: unknown): unknown[] {
  const never = [null, [], [[]], [null]];
  switch (kind.kind) {
    case "any":
      return [];
    case "flag":
      return [...never, 0, "yes", "true", {}];
    case "constant":
      return [...never, kind.value + 1, String(kind.value), true, {}];
    case "words":
      return [
        ...never,
        `${value}q`,
        "zzzzzz",
        "Q",
        1,
        {},
      ];
    case "text":
      return [...never, 1, true, "x".repeat(kind.longest + 1), {}];
    case "number": {
      const { whole, least, most, open } = kind;
      const step = whole ? 1 : (most - least) / 8;
      return [
        ...[...never, String(value), "many", true, {}, -Infinity],
        open[0] ? least : least - step,
        open[1] ? most : most + Math.max(step, 2),
        ...(whole ? [least + 0.5] : []),
      ];
    }
    case "pair":
      return [...never, 1, "0, 1", [0], [1, 1], [0, "1"], [0, 1, 2], {}];
    case "rows":
      return [...never, 1, "[[0]]", [0], [["0"]], [[0], [true]], {}];
    case "list":
      return [
        null,
        [],
        1,
        "dense",
        {},
        Array(kind.most + 1).fill(
          (value as unknown[])[0],
        ),
      ];
    case "entries":
      return [...never, 1, true, "zzzzzz", {}];
    case "mapping":
      return [...never, 1, true, kind.short ? "zzzzzz" : "type"];
    case "variants":
      return [...never, 1, true, "zzzzzz", { type: "zzzzzz" }, {}];
    case "either": {
      const { of } = kind as Either<Kind>;
      return [...never, true, -1e300, "zzzzzz"].filter((wrong) =>
        typeof wrong === "number" || !of.some((one) => isOf(one, wrong))
      );
    }
  }
}

/**
 * The kinds of values in the schema, described by plain objects. The check, the
 * defaults, the JSON Schema, the reference documentation and the TypeScript
 * types are derived from these kinds.
 *
 * @module
 */

/** A kind of value; `rule` is the message for a value of another kind. */
export type Kind =
  | Flag
  | Constant
  | Words
  | Text
  | Numeric
  | Pair
  | Rows
  | List
  | Mapping
  | Entries
  | Variants
  | Either
  | Any;

/** The values true and false. */
export interface Flag {
  readonly kind: "flag";
  readonly rule: string;
}

/** A single allowed number. */
export interface Constant<V extends number = number> {
  readonly kind: "constant";
  readonly rule: string;
  readonly value: V;
}

/** A fixed set of words; the value is one of these words. */
export interface Words<W extends string = string> {
  readonly kind: "words";
  readonly rule: string;
  readonly words: readonly W[];
}

/** Text of at most `longest` characters that matches `pattern`, a regular expression with the flag `u`. */
export interface Text {
  readonly kind: "text";
  readonly rule: string;
  readonly longest: number;
  readonly pattern?: string;
}

/** A number between two bounds. */
export interface Numeric {
  readonly kind: "number";
  readonly rule: string;
  readonly whole: boolean;
  /** The lower bound; a number equal to the bound is refused if `open[0]` is true. */
  readonly least: number;
  readonly most: number;
  /** Whether each bound is excluded: [least, most]. */
  readonly open: readonly [boolean, boolean];
}

/** Two different numbers. */
export interface Pair {
  readonly kind: "pair";
  readonly rule: string;
}

/** Rows of numbers; all rows have the same length. */
export interface Rows {
  readonly kind: "rows";
  readonly rule: string;
}

/** A list of `least` (default: 1) to `most` values. */
export interface List<K = unknown> {
  readonly kind: "list";
  readonly rule: string;
  readonly of: K;
  readonly least?: number;
  readonly most: number;
}

/**
 * A mapping with fixed keys. If `short` is set, the text T is a short form of
 * `{ type: T }`.
 */
export interface Mapping<F = Fields> {
  readonly kind: "mapping";
  readonly rule: string;
  readonly fields: F;
  readonly short?: true;
  /** Whether at least one key is required. */
  readonly filled?: true;
}

/**
 * A mapping whose keys the user chooses, such as names of columns, with values
 * of one kind.
 */
export interface Entries<K = unknown> {
  readonly kind: "entries";
  readonly rule: string;
  readonly of: K;
  /** The placeholder for a key in the reference documentation, such as NAME. */
  readonly key: string;
  readonly most: number;
  /**
   * The pattern that each key must match, as a regular expression with the flag
   * `u`.
   */
  readonly pattern?: string;
  /** The message for a key that does not match the pattern. */
  readonly keyRule?: string;
  /** An example of a value, for the spec that `init` writes. */
  readonly example?: unknown;
}

/**
 * A value of any kind. The value is checked later, by the rules that compare
 * two fields.
 */
export interface Any {
  readonly kind: "any";
  readonly rule: string;
}

/**
 * A mapping whose fields depend on its `type`. If `type` has no
 * default, a text such as `adam` is a short form of the mapping `{ type: adam }`.
 */
export interface Variants<
  V = Readonly<Record<string, Fields>>,
  U extends string | undefined = string | undefined,
> {
  readonly kind: "variants";
  readonly rule: string;
  readonly doc: string;
  readonly variants: V;
  /** The default value of the field `type`; undefined if `type` is required. */
  readonly defaultType: U;
}

/**
 * A value of one of several kinds. The kinds differ in the type of the value,
 * such as text, number or mapping.
 */
export interface Either<K = unknown> {
  readonly kind: "either";
  readonly rule: string;
  readonly of: readonly K[];
}

/** A field of a mapping: the kind of its value, its meaning and its default. */
export interface Field<K = Kind, P extends Presence = Presence> {
  readonly of: K;
  /** The description of the field in the reference documentation. */
  readonly doc: string;
  readonly presence: P;
  /** The default value. */
  readonly value?: unknown;
  /** The default in words, if the default depends on other fields. */
  readonly computed?: string;
}

/**
 * Whether a field is required, and whether its default is written into a
 * checked spec. `explain` shows an implied default, but a checked spec does not
 * contain it, so new fields of later versions do not change saved specs.
 */
export type Presence =
  | "required"
  | "optional"
  | "implied"
  | "default"
  | "computed";

/** The fields of a mapping, in the order of the reference documentation. */
export type Fields = Readonly<Record<string, Field>>;

/** Makes a required field. */
export function required<const K>(of: K, doc: string): Field<K, "required"> {
  return { of, doc, presence: "required" };
}

/** Makes an optional field without a default. */
export function optional<const K>(of: K, doc: string): Field<K, "optional"> {
  return { of, doc, presence: "optional" };
}

/** Makes a field with a default that is written into the checked spec. */
export function defaulted<const K>(
  of: K,
  value: unknown,
  doc: string,
): Field<K, "default"> {
  return { of, doc, presence: "default", value };
}

/** Makes a field with a default that `explain` shows but that is not written into the checked spec. */
export function implied<const K>(
  of: K,
  value: unknown,
  doc: string,
): Field<K, "implied"> {
  return { of, doc, presence: "implied", value };
}

/** Makes a field with a default that is computed from other fields. */
export function computed<const K>(
  of: K,
  words: string,
  doc: string,
): Field<K, "computed"> {
  return { of, doc, presence: "computed", computed: words };
}

/** Makes a kind of value that allows only the keys of the given object. */
export function oneOf<W extends string>(
  all: Readonly<Record<W, unknown>>,
): Words<W> {
  const words = Object.keys(all) as W[];
  return { kind: "words", rule: mustBeOneOf(words), words };
}

/** The message for a word that is not in the list. */
export function mustBeOneOf(words: readonly string[]): string {
  return `must be one of ${words.join(", ")}`;
}

/** Makes a kind for whole numbers from `least` to `most`; `rule` states both bounds. */
export function whole(least: number, most: number, rule: string): Numeric {
  const open = [false, false] as const;
  return { kind: "number", rule, whole: true, least, most, open };
}

/** Makes a kind for numbers between `least` and `most`; `rule` states both bounds. */
export function real(
  least: number,
  most: number,
  open: readonly [boolean, boolean],
  rule: string,
): Numeric {
  return { kind: "number", rule, whole: false, least, most, open };
}

/** Makes the part of the schema for a mapping with the given fields. */
export function mapping<F extends Fields>(fields: F): Mapping<F> {
  return {
    kind: "mapping",
    rule: "must be a mapping of keys to values",
    fields,
  };
}

/**
 * The fields of one variant: `name` if the variant has this field, then `type`,
 * then the other fields.
 */
export function variantFields(
  { rule, doc, variants, defaultType }: Variants,
  type: string,
  words: readonly string[] = [type],
): Fields {
  const { name, ...rest } = variants[type] ?? {};
  const of: Words = { kind: "words", rule, words };
  const field: Field = type === defaultType
    ? defaulted(of, defaultType, doc)
    : required(of, doc);
  return { ...(name && { name }), type: field, ...rest };
}

/**
 * The fields of a mapping; if the fields depend on the field `type`, the fields
 * of the default type.
 */
export function plainFields(kind: Kind): Fields | undefined {
  if (kind.kind === "mapping") return kind.fields;
  return kind.kind === "variants" && kind.defaultType !== undefined
    ? variantFields(kind, kind.defaultType)
    : undefined;
}

/** Whether a value is a mapping (in JSON: an object). */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

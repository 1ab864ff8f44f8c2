/**
 * What the schema is written in: kinds of values, as data. From them come the
 * check, the defaults, the JSON Schema, the reference and the types.
 *
 * @module
 */

/** A kind of value; `rule` is what is said of one that is not of it. */
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

/** True or false. */
export interface Flag {
  readonly kind: "flag";
  readonly rule: string;
}

/** One number and no other. */
export interface Constant<V extends number = number> {
  readonly kind: "constant";
  readonly rule: string;
  readonly value: V;
}

/** One of some words. */
export interface Words<W extends string = string> {
  readonly kind: "words";
  readonly rule: string;
  readonly words: readonly W[];
}

/** Text, at most so many characters, that a pattern with the flag `u` accepts. */
export interface Text {
  readonly kind: "text";
  readonly rule: string;
  readonly longest: number;
  readonly pattern?: string;
}

/** A number between bounds. */
export interface Numeric {
  readonly kind: "number";
  readonly rule: string;
  readonly whole: boolean;
  /** The least there may be, or, with `open`, what it must be over. */
  readonly least: number;
  readonly most: number;
  /** Whether the bounds themselves are excluded: [least, most]. */
  readonly open: readonly [boolean, boolean];
}

/** Two different numbers. */
export interface Pair {
  readonly kind: "pair";
  readonly rule: string;
}

/** Rows of numbers, all of one width. */
export interface Rows {
  readonly kind: "rows";
  readonly rule: string;
}

/** A list of `least`, 1 unless given, to `most` things. */
export interface List<K = unknown> {
  readonly kind: "list";
  readonly rule: string;
  readonly of: K;
  readonly least?: number;
  readonly most: number;
}

/** Keys and values; with `short`, text stands for `{ type: text }`. */
export interface Mapping<F = Fields> {
  readonly kind: "mapping";
  readonly rule: string;
  readonly fields: F;
  readonly short?: true;
  /** Whether there must be at least one key. */
  readonly filled?: true;
}

/** Keys that are free, such as names of columns, and values of one kind. */
export interface Entries<K = unknown> {
  readonly kind: "entries";
  readonly rule: string;
  readonly of: K;
  /** What a key is, for the reference: NAME. */
  readonly key: string;
  readonly most: number;
  /** What a key must match, as a pattern with the flag `u`, and what is said of others. */
  readonly pattern?: string;
  readonly keyRule?: string;
  /** What may be written, for a spec to start from. */
  readonly example?: unknown;
}

/** Any value: what it must be depends on other fields. */
export interface Any {
  readonly kind: "any";
  readonly rule: string;
}

/**
 * Keys and values that depend on `type`; text stands for `{ type: text }`, unless
 * the type may be left out.
 */
export interface Variants<
  V = Readonly<Record<string, Fields>>,
  U extends string | undefined = string | undefined,
> {
  readonly kind: "variants";
  readonly rule: string;
  readonly doc: string;
  readonly variants: V;
  /** The type where none is written. */
  readonly defaultType: U;
}

/** One of kinds that differ in the type of value: text, number, mapping. */
export interface Either<K = unknown> {
  readonly kind: "either";
  readonly rule: string;
  readonly of: readonly K[];
}

/** What a mapping may hold under a key. */
export interface Field<K = Kind, P extends Presence = Presence> {
  readonly of: K;
  /** What it means, in the words of the reference. */
  readonly doc: string;
  readonly presence: P;
  /** What stands where nothing is written. */
  readonly value?: unknown;
  /** The default in words, where it depends on other fields. */
  readonly computed?: string;
}

/**
 * Whether a field must be written, and whether it is there when it is not. An
 * implied default is shown, and not put into the spec: specs on record from
 * before there was the field keep their text.
 */
export type Presence =
  | "required"
  | "optional"
  | "implied"
  | "default"
  | "computed";

/** The fields of a mapping, in the order of the reference. */
export type Fields = Readonly<Record<string, Field>>;

/** A field that must be written. */
export function required<const K>(of: K, doc: string): Field<K, "required"> {
  return { of, doc, presence: "required" };
}

/** A field that may be absent. */
export function optional<const K>(of: K, doc: string): Field<K, "optional"> {
  return { of, doc, presence: "optional" };
}

/** A field with a default. */
export function defaulted<const K>(
  of: K,
  value: unknown,
  doc: string,
): Field<K, "default"> {
  return { of, doc, presence: "default", value };
}

/** A field whose default is shown, and not put into the spec. */
export function implied<const K>(
  of: K,
  value: unknown,
  doc: string,
): Field<K, "implied"> {
  return { of, doc, presence: "implied", value };
}

/** A field whose default follows from others. */
export function computed<const K>(
  of: K,
  words: string,
  doc: string,
): Field<K, "computed"> {
  return { of, doc, presence: "computed", computed: words };
}

/** One of the words of a type, or one that a table has a row for. */
export function oneOf<W extends string>(
  all: Readonly<Record<W, unknown>>,
): Words<W> {
  const words = Object.keys(all) as W[];
  return { kind: "words", rule: mustBeOneOf(words), words };
}

/** What is said of a word that is none of these. */
export function mustBeOneOf(words: readonly string[]): string {
  return `must be one of ${words.join(", ")}`;
}

/** A whole number between bounds, which `rule` names. */
export function whole(least: number, most: number, rule: string): Numeric {
  const open = [false, false] as const;
  return { kind: "number", rule, whole: true, least, most, open };
}

/** A number between bounds, which `rule` names. */
export function real(
  least: number,
  most: number,
  open: readonly [boolean, boolean],
  rule: string,
): Numeric {
  return { kind: "number", rule, whole: false, least, most, open };
}

/** Keys and values. */
export function mapping<F extends Fields>(fields: F): Mapping<F> {
  return {
    kind: "mapping",
    rule: "must be a mapping of keys to values",
    fields,
  };
}

/** The fields of one variant, its `type` among them: after its name, if it has one. */
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

/** The fields of a mapping, also of one whose `type` may be left out. */
export function plainFields(kind: Kind): Fields | undefined {
  if (kind.kind === "mapping") return kind.fields;
  return kind.kind === "variants" && kind.defaultType !== undefined
    ? variantFields(kind, kind.defaultType)
    : undefined;
}

/** Whether a value is a mapping, as YAML calls what JSON calls an object. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

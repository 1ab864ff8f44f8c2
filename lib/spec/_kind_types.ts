/**
 * The TypeScript types for each kind of value in the schema: before a spec is
 * checked, and after.
 *
 * @module
 */

import type {
  Any,
  Constant,
  Either,
  Entries,
  Field,
  Flag,
  List,
  Mapping,
  Numeric,
  Pair,
  Presence,
  Rows,
  Text,
  Variants,
  Words,
} from "./_kinds.ts";

/** The type of a checked value of the kind `K`. */
export type Output<K> = K extends Any ? unknown
  : K extends Flag ? boolean
  : K extends Constant<infer V> ? V
  : K extends Words<infer W> ? W
  : K extends Text ? string
  : K extends Numeric ? number
  : K extends Pair ? readonly [number, number]
  : K extends Rows ? readonly (readonly number[])[]
  : K extends List<infer I> ? readonly Output<I>[]
  : K extends Mapping<infer F> ? OutputOf<F>
  : K extends Entries<infer I> ? { readonly [name: string]: Output<I> }
  : K extends Variants<infer V>
    ? { [T in keyof V]: Flat<{ readonly type: T } & OutputOf<V[T]>> }[keyof V]
  : K extends Either<infer I> ? Output<I>
  : never;

type Flat<T> = { [N in keyof T]: T[N] };

type Absent = Field<unknown, "optional" | "implied">;

type OutputOf<F> = Flat<
  & {
    readonly [
      N in keyof F as F[N] extends Absent ? never : N
    ]: F[N] extends Field<infer K, Presence> ? Output<K> : never;
  }
  & {
    readonly [
      N in keyof F as F[N] extends Absent ? N : never
    ]?: F[N] extends Field<infer K, Presence> ? Output<K> | undefined : never;
  }
>;

/** The type of a value of the kind `K` before the check. */
export type Input<K> = K extends List<infer I> ? readonly Input<I>[]
  : K extends Mapping<infer F>
    ? InputOf<F> | (K extends { readonly short: true } ? TypeOf<F> : never)
  : K extends Entries<infer I> ? { readonly [name: string]: Input<I> }
  : K extends Variants<infer V, infer U> ?
      | (U extends string ? never : ByName<V>)
      | {
        [T in keyof V]: Flat<
          & (T extends U ? { readonly type?: T | undefined }
            : { readonly type: T })
          & InputOf<V[T]>
        >;
      }[keyof V]
  : K extends Either<infer I> ? Input<I>
  : Output<K>;

/**
 * The types, such as `adam`, whose mappings have no required field other than
 * `type`. The name `adam` may be written in place of the mapping `{ type: adam
 * }`.
 */
type ByName<V> = {
  [T in keyof V]: [
    Extract<V[T][keyof V[T]], Field<unknown, "required">>,
  ] extends [never] ? T : never;
}[keyof V];

type TypeOf<F> = F extends { type: Field<infer K, Presence> } ? Output<K>
  : never;

type InputOf<F> = Flat<
  & {
    readonly [
      N in keyof F as F[N] extends Field<unknown, "required"> ? N : never
    ]: F[N] extends Field<infer K, Presence> ? Input<K> : never;
  }
  & {
    readonly [
      N in keyof F as F[N] extends Field<unknown, "required"> ? never : N
    ]?: F[N] extends Field<infer K, Presence> ? Input<K> | undefined : never;
  }
>;

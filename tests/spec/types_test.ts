import { assertEquals } from "@std/assert";
import type { Input, Output } from "../../lib/spec/_kind_types.ts";
import type { schema } from "../../lib/spec/schema.ts";
import type { Spec, SpecInput } from "../../lib/spec/mod.ts";

/** A type in which intersections are merged, for a comparison. */
type Flat<T> = T extends readonly (infer I)[]
  ? number extends T["length"] ? readonly Flat<I>[] : T
  : T extends object ? { [N in keyof T]: Flat<T[N]> }
  : T;

/** `true` if two types are the same, including `?` and `readonly`. */
type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends
  (<T>() => T extends Flat<B> ? 1 : 2) ? true : false;

// `deno check` refuses these lines if a type differs from the schema.
const specIsSchema: Same<Spec, Output<typeof schema>> = true;
const inputIsSchema: Same<SpecInput, Input<typeof schema>> = true;

// Each of these must be false. Otherwise the lines above test nothing.
const keyApart: Same<Spec, Omit<Output<typeof schema>, "seed">> = false;
const optionApart: Same<{ readonly a?: 1 }, { readonly a: 1 }> = false;
const readonlyApart: Same<{ readonly a: 1 }, { a: 1 }> = false;
const wordApart: Same<{ a: { b: "c" | "d" }[] }, { a: { b: "c" }[] }> = false;

Deno.test("Spec and SpecInput are the types of the schema, at compile time", () => {
  assertEquals([specIsSchema, inputIsSchema], [true, true]);
  const apart = [keyApart, optionApart, readonlyApart, wordApart];
  assertEquals(apart, [false, false, false, false]);
});

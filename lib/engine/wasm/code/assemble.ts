/**
 * An assembler for WebAssembly: `Module` builds functions from the expressions of
 * `opcodes.ts`. `control.ts` makes loops and other code that many functions need.
 *
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 *
 * @module
 */

import { address } from "./memory.ts";
import { type Code, f32, f64, i32, u, v128 } from "./opcodes.ts";

export * from "./opcodes.ts";

/** The type of a variable, a parameter or a result of a WebAssembly function. */
export type Type = "i32" | "f32" | "f64" | "v128";

const types = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

const MOST_CONSTANTS = (address.free - address.constants) / 16;

const vector = (length: number, items: Code): Code => [u(length), items];

/** A local variable of a WebAssembly function, or a global variable of a module. */
export interface Local {
  /** Code that reads the variable. */
  readonly get: Code;
  /** Code that sets the variable to a value. */
  set(value: Code): Code;
  /** Code that sets the variable to a value. The result of the code is this value. */
  tee(value: Code): Code;
}

/** Makes the local variables of one function. */
export interface Locals {
  (type: Type): Local;
  /** Makes `count` local variables of the type `type`. */
  many(type: Type, count: number): Local[];
  /**
   * Code that loads a vector of four numbers from memory; each number is the
   * constant `x`. V8 compiles `v128.const` to several instructions, which are
   * slower than a load.
   */
  constant(x: number): Code;
}

/** Makes code that calls a function. */
export type Call = (...operands: Code[]) => Code;

/** Builds a WebAssembly module. Each module imports one memory, `env.memory`. */
export class Module {
  readonly #types: Code[] = [];
  readonly #functions: Code[] = [];
  readonly #globals: Code[] = [];
  readonly #exports: Code[] = [];
  readonly #constants: number[] = [];
  readonly #fuses: boolean;

  /**
   * Creates an empty module.
   *
   * @param fuses Whether the module uses a single instruction to multiply two
   *   vectors and to add the product to a third vector (relaxed SIMD).
   */
  constructor(fuses = false) {
    this.#fuses = fuses;
  }

  /**
   * Adds a function to the module.
   *
   * @param parameters The types of the parameters.
   * @param results The types of the results.
   * @param build Makes the code of the function. `local` makes the local
   *   variables of the function.
   * @param name The name of the export, if the function is exported.
   * @returns A function that makes code to call the new WebAssembly function.
   */
  fn(
    parameters: readonly Type[],
    results: readonly Type[],
    build: (local: Locals, ...parameters: Local[]) => Code,
    name?: string,
  ): Call {
    const all = [...parameters];
    const local = (n: number): Local => ({
      get: [0x20, u(n)],
      set: (value) => [value, 0x21, u(n)],
      tee: (value) => [value, 0x22, u(n)],
    });
    const given = parameters.map((_, n) => local(n));
    const one = (type: Type) => local(all.push(type) - 1);
    const locals = Object.assign(one, {
      many: (type: Type, count: number) =>
        Array.from({ length: count }, () => one(type)),
      constant: (x: number) => this.#constant(x),
    });
    const body = this.#fuses
      ? fused(build(locals, ...given))
      : build(locals, ...given);
    const rest = all.slice(parameters.length).map((type) => [1, types[type]]);
    const bytes = flatten([vector(rest.length, rest), body, 0x0b]);
    const index = this.#functions.length;
    this.#functions.push([u(bytes.length), bytes]);
    const list = (of: readonly Type[]) =>
      vector(of.length, of.map((t) => types[t]));
    this.#types.push([0x60, list(parameters), list(results)]);
    if (name) {
      const text = [...new TextEncoder().encode(name)];
      this.#exports.push([vector(text.length, text), 0, u(index)]);
    }
    return (...operands) => [operands, 0x10, u(index)];
  }

  /**
   * Code that loads a vector of four equal numbers, the constant `x`. `assemble`
   * adds all constants to the data section of the module.
   */
  #constant(x: number): Code {
    const known = this.#constants.findIndex((y) => Object.is(x, y));
    const index = known < 0 ? this.#constants.push(x) - 1 : known;
    if (index === MOST_CONSTANTS) {
      throw new RangeError(
        `A module must have at most ${MOST_CONSTANTS} constants in memory`,
      );
    }
    return v128.load(i32.const(address.constants + 16 * index));
  }

  /** Adds a global variable, which all functions of the module can read and set. */
  global(type: "i32" | "f32" | "f64"): Local {
    const index = this.#globals.length;
    const zero = { i32, f32, f64 }[type].const(0);
    this.#globals.push([types[type], 1, zero, 0x0b]);
    const get: Code = [0x23, u(index)];
    const set = (value: Code): Code => [value, 0x24, u(index)];
    return { get, set, tee: (value) => [set(value), get] };
  }

  /**
   * Makes the binary code of the module.
   *
   * @param pages The size of the memory, in pages of 64 KiB.
   * @param shared Whether the memory is shared with workers.
   */
  assemble(pages: number, shared: boolean): Uint8Array<ArrayBuffer> {
    const section = (id: number, items: readonly Code[]): Code => {
      const bytes = flatten(vector(items.length, items));
      return [id, u(bytes.length), bytes];
    };
    const word = (
      text: string,
    ) => [text.length, ...new TextEncoder().encode(text)];
    const limits = [shared ? 3 : 1, u(pages), u(pages)];
    const constants = new Uint8Array(
      Float32Array.from(this.#constants.flatMap((x) => [x, x, x, x])).buffer,
    );
    return Uint8Array.from(flatten([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, this.#types),
      section(2, [[word("env"), word("memory"), 2, limits]]),
      section(3, this.#types.map((_, n) => u(n))),
      section(6, this.#globals),
      section(7, this.#exports),
      section(10, this.#functions),
      section(11, [[
        0,
        i32.const(address.constants),
        0x0b,
        u(constants.length),
        ...constants,
      ]]),
    ]));
  }
}

const [, , ADD] = v128.add([], []), [, , MUL] = v128.mul([], []);

/** Replaces each vector expression `c + a * b` by one instruction, `multiplyAdd`. */
function fused(code: Code): Code {
  return code.map((part) => {
    if (typeof part === "number") return part;
    const [sum, product, operation] = part;
    return operation === ADD && typeof product === "object" &&
        product[2] === MUL
      ? v128.multiplyAdd(
        fused([product[0]]),
        fused([product[1]]),
        fused([sum]),
      )
      : fused(part);
  });
}

/** Copies the bytes of nested arrays to one flat array. */
function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === "number") bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}

/**
 * The built-in modules `zlib` and `crypto` of Node.js, which Deno has too. They
 * work on a large array in place; `DecompressionStream` and `crypto.subtle` make
 * copies of it.
 *
 * @module
 */

/** The smallest array, in bytes, for which they are used: loading them takes 50 ms. */
export const LARGE = 2 ** 20;

/** The functions that are used. */
interface Builtin {
  readonly crypto: {
    hash(algorithm: "sha256", data: Uint8Array): string;
  };
  readonly zlib: {
    gunzipSync(
      bytes: Uint8Array,
      options: { readonly chunkSize: number; readonly maxOutputLength: number },
    ): Uint8Array<ArrayBuffer>;
  };
}

/** A built-in module; undefined in a browser. */
export function builtin<Name extends keyof Builtin>(
  name: Name,
): Builtin[Name] | undefined {
  const host = globalThis as {
    readonly process?: {
      getBuiltinModule?(name: string): unknown;
    };
  };
  return host.process?.getBuiltinModule?.(`node:${name}`) as
    | Builtin[Name]
    | undefined;
}

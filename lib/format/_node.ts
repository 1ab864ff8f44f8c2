/**
 * The built-in modules `zlib` and `crypto` of Node.js, which Deno provides,
 * too. These modules process a large array without copies, unlike `DecompressionStream`
 * and `crypto.subtle`.
 *
 * @module
 */

/** The functions of `zlib` and `crypto` that are used. */
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

/** The smallest size in bytes of an array for which each module is loaded; loading takes 50 ms. */
const LEAST = { crypto: 2 ** 23, zlib: 2 ** 22 } as const;

/**
 * A built-in module of Node.js that can process an array of `bytes` bytes;
 * undefined for a small array or in a browser.
 */
export function builtin<Name extends keyof Builtin>(
  name: Name,
  bytes: number,
): Builtin[Name] | undefined {
  if (bytes < LEAST[name]) return undefined;
  const host = globalThis as {
    readonly process?: {
      getBuiltinModule?(name: string): unknown;
    };
  };
  return host.process?.getBuiltinModule?.(`node:${name}`) as
    | Builtin[Name]
    | undefined;
}

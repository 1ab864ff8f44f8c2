/**
 * What Node.js has built in, and Deno after it: on large arrays it works at once
 * and in place, where the Web's functions copy them in pieces.
 *
 * @module
 */

/** From how many bytes on it is worth loading. */
export const LARGE = 2 ** 20;

/** The parts that are used. */
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

/** A built-in module; nothing in a browser. */
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

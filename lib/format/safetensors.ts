/**
 * The safetensors format: eight bytes with the length of the header, a JSON
 * header with the position of each tensor, then the bytes of the tensors
 * without gaps.
 *
 * @see https://github.com/huggingface/safetensors#format
 * @module
 */

/** An array of numbers with its shape. */
export interface Tensor {
  /** The length of each dimension. */
  readonly shape: readonly number[];
  /**
   * The numbers, row-major; in the file, the dtype is `F32` for a Float32Array
   * and `F64` for a Float64Array.
   */
  readonly data: Float32Array | Float64Array;
}

/** The contents of a safetensors file. */
export interface Tensors {
  /** The metadata: a map of names to strings. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The tensors by name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * An error in a model file.
 *
 * @example Bytes that are not a model
 * ```ts
 * import { decodeModel, ModelError } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => decodeModel(new Uint8Array(64)), ModelError);
 * ```
 */
export class ModelError extends TypeError {
  /** The name of the error class. */
  override readonly name = "ModelError";
}

/** The longest header in bytes, more than any network of this package needs. */
const LONGEST_HEADER = 2 ** 24;

const DTYPES = { F32: Float32Array, F64: Float64Array } as const;

interface Entry {
  readonly dtype: keyof typeof DTYPES;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Encodes tensors as a safetensors file; the tensors keep the order of the map
 * `tensors`.
 */
export function encodeSafetensors({ metadata, tensors }: Tensors): Uint8Array {
  const entries: [name: string, entry: unknown][] = [
    ["__metadata__", metadata],
  ];
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float64Array ? "F64" : "F32";
    const start = end;
    end += data.byteLength;
    entries.push([name, { dtype, shape, data_offsets: [start, end] }]);
  }
  const header = Object.fromEntries(entries); // a tensor may have the name __proto__
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // so that tensors are aligned
  const bytes = new Uint8Array(8 + length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    const size = data.BYTES_PER_ELEMENT;
    for (let i = 0; i < data.length; i++, at += size) {
      if (size === 8) view.setFloat64(at, data[i], true);
      else view.setFloat32(at, data[i], true);
    }
  }
  return bytes;
}

/**
 * Decodes a safetensors file.
 *
 * @throws {ModelError} If the header is too long or not JSON, or the tensors do
 * not fill the rest of the file without gaps and overlaps.
 */
export function decodeSafetensors(bytes: Uint8Array): Tensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? NaN : Number(view.getBigUint64(0, true));
  if (!(length <= LONGEST_HEADER && 8 + length <= bytes.length)) {
    throw new ModelError(
      `a safetensors file must start with 8 bytes that are the length of the header: found a file of ${bytes.length} bytes` +
        (bytes.length < 8
          ? ""
          : `, whose first 8 bytes give a wrong length of the header, ${length}`),
    );
  }
  const start = 8 + length;
  const header = parseHeader(bytes.subarray(8, start));
  const { __metadata__: metadata = {}, ...rest } = header;
  if (!isMapping(metadata) || !Object.values(metadata).every(isText)) {
    throw new ModelError(
      "__metadata__ must map names to strings: found other values",
    );
  }
  const entries = Object.entries(rest).map(([name, entry]) =>
    [name, checkEntry(name, entry)] as const
  );
  entries.sort(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
  mustFill(bytes.length - start, entries);
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of entries) {
    const { BYTES_PER_ELEMENT: size } = DTYPES[dtype];
    const data = new DTYPES[dtype]((to - from) / size);
    for (let i = 0, at = start + from; i < data.length; i++, at += size) {
      data[i] = size === 8
        ? view.getFloat64(at, true)
        : view.getFloat32(at, true);
    }
    tensors.set(name, { shape, data });
  }
  return { metadata: metadata as Record<string, string>, tensors };
}

/** Checks that the tensors fill the file without gaps or overlaps. */
function mustFill(
  length: number,
  entries: readonly (readonly [name: string, entry: Entry])[],
): void {
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of entries) {
    // a product over 2^53 is rounded, but no file is that long
    const count = shape.reduce((product, n) => product * n, 1);
    const size = count * DTYPES[dtype].BYTES_PER_ELEMENT;
    if (from !== end || to - from !== size) {
      throw new ModelError(
        `tensor ${name} must be at bytes ${end} to ${
          end + size
        }: found ${from} to ${to}`,
      );
    }
    if (to > length) {
      throw new ModelError(
        `tensor ${name} must end within the ${length} bytes after the header: found its end at byte ${to}`,
      );
    }
    end = to;
  }
  if (end !== length) {
    throw new ModelError(
      `the tensors must fill the ${length} bytes after the header: found tensors of ${end} bytes`,
    );
  }
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string, header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(
      "the header must be JSON in UTF-8: found other bytes",
      { cause },
    );
  }
  if (!isMapping(header)) {
    throw new ModelError(
      "the header must be a JSON object: found another value",
    );
  }
  if (bytes[0] !== 0x7b) {
    throw new ModelError('the header must begin with "{": found another byte');
  }
  const twice = repeatedKey(text);
  if (twice === undefined) return header;
  throw new ModelError(
    `the header must not repeat a name: found ${twice} twice`,
  );
}

/**
 * The first duplicate key of an object in JSON text; `JSON.parse` would
 * silently use the last value of the key.
 */
function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = []; // the keys of each enclosing object
  for (let at = 0; at < json.length; at++) {
    if (json[at] === "{") open.push(new Set());
    else if (json[at] === "}") open.pop();
    else if (json[at] === '"') {
      const start = at++;
      for (; json[at] !== '"'; at++) if (json[at] === "\\") at++;
      let next = at + 1;
      while (/\s/.test(json[next])) next++;
      if (json[next] !== ":") continue; // a string value
      const key: string = JSON.parse(json.slice(start, at + 1));
      const keys = open[open.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function checkEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isMapping(entry) ? entry : {};
  const whole = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  if (
    isText(dtype) && Object.hasOwn(DTYPES, dtype) &&
    Array.isArray(shape) && shape.every(whole) &&
    Array.isArray(offsets) && offsets.length === 2 && offsets.every(whole)
  ) return entry as unknown as Entry;
  throw new ModelError(
    `tensor ${name} must have a dtype of ${
      Object.keys(DTYPES).join(" or ")
    }, a shape and data_offsets: found ${
      isMapping(entry) || Array.isArray(entry)
        ? "other fields"
        : JSON.stringify(entry).slice(0, 80)
    }`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether a value is a plain object. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What this project uses of `@std/streams`, declared as JSR declares it.
 *
 * @module
 */

export interface LimitedBytesTransformStreamOptions {
  error?: boolean;
}

export class LimitedBytesTransformStream
  extends TransformStream<Uint8Array, Uint8Array> {
  constructor(size: number, options?: LimitedBytesTransformStreamOptions);
}

export class ByteSliceStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(start?: number, end?: number);
}

export interface TextLineStreamOptions {
  allowCR?: boolean;
}

export class TextLineStream extends TransformStream<string, string> {
  constructor(options?: TextLineStreamOptions);
}

export function toArrayBuffer(
  readableStream: ReadableStream<Uint8Array>,
): Promise<ArrayBuffer>;

export function toBlob(
  stream: ReadableStream<Uint8Array>,
): Promise<Blob>;

export function toBytes(
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array>;

export function toJson(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<unknown>;

export function toText(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<string>;

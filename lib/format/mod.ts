/**
 * File formats: conversion of IDX, gzip, CSV, JSON and safetensors to arrays,
 * and of arrays to IDX and safetensors.
 *
 * @module
 */

export { allOf, DatasetError } from "./dataset_error.ts";
export type { IdxData } from "./idx_elements.ts";
export { type IdxOptions, product } from "./idx_header.ts";
export { decodeIdx, encodeIdx, type Idx } from "./idx.ts";
export { IdxError } from "./idx_error.ts";
export {
  encodeIdxStream,
  type IdxStream,
  idxStream,
  type IdxStreamOptions,
} from "./idx_stream.ts";
export { ByteReader, type Bytes } from "./byte_reader.ts";
export { parseJson } from "./json.ts";
export { named, nameLine, readTable, type Table, tableBlocks } from "./csv.ts";
export { type Delimited, recordBlocks } from "./delimited.ts";
export { EncodingError, textOf } from "./text.ts";
export { gunzip, gunzipAtOnce, GzipError, isGzip } from "./gzip.ts";
export {
  isMapping,
  ModelError,
  type Tensor,
  type Tensors,
} from "./safetensors.ts";
export { decodeSealed, encodeSealed } from "./sealed.ts";
export { sha256 } from "./sha256.ts";

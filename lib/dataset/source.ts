/**
 * Sources of data set files, and options for reading a data set.
 *
 * @module
 */

import type { CatalogueFile, DatasetName } from "../catalogue.ts";
import type { Bytes } from "../format/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { Dataset, TableRecord } from "./examples.ts";

/** The contents of a file, and the origin of the file. */
export interface Opened {
  /** The decompressed and verified contents. */
  readonly contents: Bytes;
  /** The path or URL of the file. */
  readonly path: string;
  /** The folder or server of the file. */
  readonly place: string;
}

/** An entry of a folder. */
export interface Entry {
  /** The entry's name, without the path of the folder. */
  readonly name: string;
  /**
   * Whether the entry is a folder or a link to a folder; every other entry counts
   * as a file.
   */
  readonly isFolder: boolean;
}

/** A provider of data set files, such as the disk. */
export interface Source {
  /** Reads a file that a spec names. The file may have at most `maxBytes` bytes. */
  read(path: string, maxBytes: number): Promise<Bytes>;
  /** Lists a folder that a spec names, in any order. */
  list(path: string): Promise<readonly Entry[]>;
  /** Opens files of a named data set in parallel. */
  open(
    name: DatasetName,
    files: readonly CatalogueFile[],
  ): Promise<readonly Opened[]>;
}

/** Options for reading a data set. */
export interface ReadOptions {
  /**
   * The number of training examples to sample, stratified by class; default: as
   * in the spec.
   */
  readonly limit?: number | undefined;
  /**
   * The random seed for the choice of the sampled training examples and of a
   * table's test rows; default: 1.
   */
  readonly seed?: number | undefined;
  /** The largest total size in bytes of the data in memory; default: 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Called with notes for the user while files are read, one sentence each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /**
   * The columns and classes of a trained network, so that a table is read as in
   * training; default: computed from the table.
   */
  readonly fitted?: {
    readonly classes?: Dataset["classes"] | undefined;
    readonly columns?: Dataset["columns"] | undefined;
    readonly table?: TableRecord | undefined;
    readonly scales?: Dataset["scales"] | undefined;
    readonly range?: Dataset["range"] | undefined;
  } | undefined;
  /**
   * Whether the spec sets `inputs.scale`. If true, numbers that are not bytes
   * are also scaled, except numbers from 0 to 1 with the scale [0, 1]. If
   * `isScaled` is false and the largest byte is 1, the bytes are not scaled. If
   * undefined, bytes are scaled, and other numbers are scaled if the scale is
   * not [0, 1].
   */
  readonly isScaled?: boolean | undefined;
}

/** The part of a spec that `loadDataset` reads. */
export type DatasetSpec =
  & Pick<Spec, "dataset" | "inputs" | "labels" | "precision">
  & Partial<Pick<Spec, "loss" | "validation">>;

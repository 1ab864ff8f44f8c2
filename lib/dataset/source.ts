/**
 * What is read of a data set, and where its files come from.
 *
 * @module
 */

import type { CatalogueFile, DatasetName } from "../catalogue.ts";
import type { Bytes } from "../format/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { Dataset, TableRecord } from "./examples.ts";

/** The contents of a file, and where they came from. */
export interface Opened {
  /** Unpacked and verified. */
  readonly contents: Bytes;
  /** The path or address of the file. */
  readonly path: string;
  /** The folder or server it was in. */
  readonly place: string;
}

/** A file or folder in a folder. */
export interface Entry {
  /** Its name in the folder. */
  readonly name: string;
  /** Whether it is a folder, links followed; anything else is taken for a file. */
  readonly isFolder: boolean;
}

/** Where the files of data sets come from. */
export interface Source {
  /** Reads a file that a spec names, of at most `maxBytes`. */
  read(path: string, maxBytes: number): Promise<Bytes>;
  /** Lists a folder that a spec names, in any order. */
  list(path: string): Promise<readonly Entry[]>;
  /** Opens files of a named data set, all at once. */
  open(
    name: DatasetName,
    files: readonly CatalogueFile[],
  ): Promise<readonly Opened[]>;
}

/** How much of a data set to take, and how to read it. */
export interface ReadOptions {
  /** How many training examples to take, each class by its share; default: as the spec says. */
  readonly limit?: number | undefined;
  /** Which sample `limit` takes, and which rows of a table are test; default: 1. */
  readonly seed?: number | undefined;
  /** The most bytes that files of a spec may hold; default: one gibibyte. */
  readonly maxBytes?: number | undefined;
  /** Called with what a person should know while files are read, a sentence each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** What a network learned of a table, to read it the same way; default: fitted anew. */
  readonly fitted?: {
    readonly classes?: Dataset["classes"] | undefined;
    readonly columns?: Dataset["columns"] | undefined;
    readonly table?: TableRecord | undefined;
    readonly scales?: Dataset["scales"] | undefined;
    readonly range?: Dataset["range"] | undefined;
  } | undefined;
  /**
   * Whether `inputs.scale` was written in the spec. If so, it scales numbers that are
   * no bytes too; if not (false), bytes of which none passes 1 become 0 and 1. Default:
   * as it is in the spec, for bytes; for other numbers if it is not [0, 1].
   */
  readonly isScaled?: boolean | undefined;
}

/** What `loadDataset` reads of a spec. */
export type DatasetSpec =
  & Pick<Spec, "dataset" | "inputs" | "labels" | "precision">
  & Partial<Pick<Spec, "loss" | "validation">>;

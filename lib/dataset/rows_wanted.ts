/**
 * The types for the rows that a network expects, and for the blocks of rows
 * that `rows.ts` reads from a file.
 *
 * @module
 */

import type { Delimited } from "../format/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { CsvDataset } from "../spec/mod.ts";
import type { Dataset } from "./examples.ts";
import type { NumbersWanted } from "./number_frame.ts";
import type { Fit, ImageWanted } from "./own_image.ts";

/** The rows that a network expects. */
export interface RowsWanted extends ImageWanted, NumbersWanted {
  /**
   * The input columns of the network, with the means, deviations and names from
   * the training table; undefined if the network was not trained on a table.
   */
  readonly table?: Dataset["columns"] | undefined;
  /** The options for reading the table; default: the defaults of a spec. */
  readonly reading?: CsvDataset | undefined;
  /** Whether IDX files store each image column by column. */
  readonly transpose?: boolean | undefined;
}

/** A block of rows of a file. */
export interface RowBlock {
  readonly inputs: Frame | ByteFrame;
  /**
   * For each row of a table: 1 if training would skip the row because a cell is
   * missing, otherwise 0. The inputs of a skipped row are zeros, and a skipped
   * row has no prediction.
   */
  readonly dropped?: Uint8Array | undefined;
  /** The position of the rows in a CSV file. */
  readonly text?: RowText | undefined;
  /**
   * A description of how the image of an image file was adjusted to the
   * training images.
   */
  readonly fit?: Fit | undefined;
}

/** The position of rows in a CSV file. */
export interface RowText {
  readonly records: Delimited;
  /**
   * The index in `records` of the first row; in the first block, the header is
   * before this row.
   */
  readonly from: number;
  /** The number of columns. */
  readonly width: number;
  /** The names of the columns, if the file has a header. */
  readonly names?: readonly string[] | undefined;
}

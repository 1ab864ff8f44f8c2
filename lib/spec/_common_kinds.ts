/**
 * The kinds of values that several fields of the schema use.
 *
 * @module
 */

import {
  type Either,
  type Flag,
  type List,
  type Numeric,
  type Pair,
  real,
  type Rows,
  type Text,
  whole,
} from "./_kinds.ts";

/** The largest value of fields such as `units`, `batchSize` and `epochs`. */
export const MOST = 1_000_000;

/**
 * The largest number that a spec may contain. Float64 cannot represent every
 * whole number that is larger than `LARGEST`.
 */
export const LARGEST = Number.MAX_SAFE_INTEGER;

export const upToMillion = whole(
  1,
  MOST,
  "must be a whole number from 1 to a million",
);

/** The largest number of rows or columns of a window or an image. */
const LONGEST_SIDE = 65_536;

const side = whole(
  1,
  LONGEST_SIDE,
  `must be a whole number from 1 to ${LONGEST_SIDE}`,
);

/** The size of a window: one number for both rows and columns, or `[rows, columns]`. */
export const sides: Either<Numeric | List<Numeric>> = {
  kind: "either",
  rule:
    `must be a whole number from 1 to ${LONGEST_SIDE}, or a list [rows, columns] of two whole numbers`,
  of: [side, {
    kind: "list",
    rule: "must be a list [rows, columns] of two whole numbers",
    of: side,
    least: 2,
    most: 2,
  }],
};

/** The shape of an image: `[rows, columns, channels]`. */
export const imageShape: List<Numeric> = {
  kind: "list",
  rule:
    "must be a list [rows, columns, channels] of three whole numbers, with 1 channel for gray and 3 for color",
  of: side,
  least: 3,
  most: 3,
};
export const positive = real(
  0,
  LARGEST,
  [true, false],
  "must be a number over 0",
);
export const nonNegative = real(
  0,
  LARGEST,
  [false, false],
  "must be a number of at least 0",
);
export const fraction = real(
  0,
  1,
  [false, true],
  "must be a number of at least 0 and below 1",
);

export const openFraction = real(
  0,
  1,
  [true, true],
  "must be a number over 0 and below 1",
);

/** A name that is also valid for a folder in `runs/`, even on Windows, which reserves some names. */
export const name: Text = {
  kind: "text",
  rule:
    'must be 1 to 48 characters (letters, digits, "-" or "_"), and not a name that Windows reserves, such as con',
  longest: 48,
  pattern:
    "^(?!(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][oO][mM][0-9]|[lL][pP][tT][0-9])$)[\\p{L}\\p{N}_\\-]+$",
};

export const flag: Flag = { kind: "flag", rule: "must be true or false" };

export const pair: Pair = {
  kind: "pair",
  rule: "must be two different numbers, such as [0, 1]",
};

export const rows: Rows = {
  kind: "rows",
  rule: "must be rows of numbers, such as [[0, 0], [0, 1]]",
};

/**
 * A path relative to the spec file; the check does not test whether the file
 * exists.
 */
export const path: Text = {
  kind: "text",
  rule: "must be the path of a file",
  longest: 1000,
  pattern: "^[^\\p{Cc}\\p{Zl}\\p{Zp}]+$",
};

export const folderPath: Text = {
  ...path,
  rule: "must be the path of a folder",
};

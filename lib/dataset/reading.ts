/**
 * Options for reading a table, from the spec's `dataset`; an omitted field has
 * its default.
 *
 * @module
 */

import { named } from "../format/mod.ts";
import {
  type ColumnKind,
  type CsvDataset,
  tableDefaults,
} from "../spec/mod.ts";
import type { NumberFormat } from "./cells.ts";

/** Options for reading a table. */
export interface Reading extends NumberFormat {
  /** The character between columns; if undefined, the character is detected. */
  readonly separator: string | undefined;
  readonly encoding: NonNullable<CsvDataset["encoding"]>;
  /**
   * How missing cells are handled. With `refuse`, a missing cell that cannot be
   * filled is an error, and the message does not advise a change of the spec.
   */
  readonly then: "error" | "drop" | "mean" | "refuse";
  /** The words that mark missing cells, in lower case. */
  readonly missing: readonly string[];
  /**
   * Whether names that do not occur in training are allowed. For an unknown
   * name, all inputs of the column are 0.
   */
  readonly allowsUnseen: boolean;
  /** The type of a column, if the spec sets the type. */
  kindOf(name: string): ColumnKind | undefined;
  /** Whether a cell is missing. If `areNames` is true, only an empty cell is missing. */
  isMissing(cell: string, areNames: boolean): boolean;
}

/** The options for reading a spec's table. */
export function readingOf(dataset: Partial<CsvDataset>): Reading {
  const { separator = tableDefaults.separator, columns = {}, missing = {} } =
    dataset;
  const { decimal = tableDefaults.decimal } = dataset;
  const { thousands = tableDefaults.thousands } = dataset;
  const { words = tableDefaults.missing.words } = missing;
  const kinds = new Map<string, ColumnKind>([
    ...(dataset.categorical ?? []).map((name) =>
      [named(name), "names"] as const
    ),
    ...Object.entries(columns).map(([name, kind]) =>
      [named(name), kind] as const
    ),
  ]);
  const missed = new Set(words.map((word) => word.trim().toLowerCase()));
  const longest = Math.max(...words.map(({ length }) => length));
  return {
    separator: separator === "auto" ? undefined : separator,
    encoding: dataset.encoding ?? tableDefaults.encoding,
    decimal,
    thousands,
    then: missing.then ?? tableDefaults.missing.then,
    missing: [...missed],
    allowsUnseen: dataset.unseen === "zeros",
    kindOf: (name) => kinds.get(name),
    isMissing: (cell, areNames) =>
      areNames
        ? cell === ""
        : cell.length <= longest && missed.has(cell.toLowerCase()),
  };
}

/** The number format of a column. */
export function formatOf(reading: Reading, name: string): NumberFormat {
  const kind = reading.kindOf(name);
  const { decimal, thousands } = reading;
  const signs = typeof kind === "object"
    ? kind.number.trim().split(/\s+/)
    : undefined;
  return { decimal, thousands, signs };
}

/** Common words for missing cells. */
const MISSING =
  /^(?:[-+]?inf(?:inity)?|[^\p{L}\p{N}]{1,4}|#\p{L}+[/!?]?\p{L}?!?|n[.]?[/ ]?[adkrv][.]?|(?:not?|un)[ _-]?(?:available|applicable|known|measured|recorded|reported|specified|defined|given|answer(?:ed)?|data|value)|unk|none|nil|null|na[nt]|missing|empty|blank|void|tb[ad]|k[.]? ?a[.]?|keine?(?: angabe)?|unbekannt|fehlt|inconnu)$/iu;

/** Whether a cell that is not a number looks like a word for a missing value. */
export function looksMissing(cell: string): boolean {
  return cell.length <= 20 && MISSING.test(cell);
}

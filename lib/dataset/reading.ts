/**
 * How a table is read: the fields of its spec with every default in its place.
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

/** How a table is read. */
export interface Reading extends NumberFormat {
  /** What stands between columns; told from the first lines, where absent. */
  readonly separator: string | undefined;
  readonly encoding: NonNullable<CsvDataset["encoding"]>;
  /** What to do about a cell without a value; refuse has no field to offer. */
  readonly then: "error" | "drop" | "mean" | "refuse";
  /** The words, in small letters, for a cell without a value. */
  readonly missing: readonly string[];
  /** Whether a name that no training row has sets all inputs of its column to 0. */
  readonly allowsUnseen: boolean;
  /** How a column is read, where that is said. */
  kindOf(name: string): ColumnKind | undefined;
  /** Whether a cell has no value; of a column of names, only an empty one. */
  isMissing(cell: string, areNames: boolean): boolean;
}

/** The reading of a spec's table. */
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

/** How the numbers of a column are written. */
export function formatOf(reading: Reading, name: string): NumberFormat {
  const kind = reading.kindOf(name);
  const { decimal, thousands } = reading;
  const signs = typeof kind === "object"
    ? kind.number.trim().split(/\s+/)
    : undefined;
  return { decimal, thousands, signs };
}

/** Words for a cell without a value. */
const MISSING =
  /^(?:[-+]?inf(?:inity)?|[^\p{L}\p{N}]{1,4}|#\p{L}+[/!?]?\p{L}?!?|n[.]?[/ ]?[adkrv][.]?|(?:not?|un)[ _-]?(?:available|applicable|known|measured|recorded|reported|specified|defined|given|answer(?:ed)?|data|value)|unk|none|nil|null|na[nt]|missing|empty|blank|void|tb[ad]|k[.]? ?a[.]?|keine?(?: angabe)?|unbekannt|fehlt|inconnu)$/iu;

/** Whether a cell that is no number looks like a word for no value. */
export function looksMissing(cell: string): boolean {
  return cell.length <= 20 && MISSING.test(cell);
}

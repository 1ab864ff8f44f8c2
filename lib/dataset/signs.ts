/**
 * Unit signs beside numbers, such as $ and km: detection of the signs in a
 * column, and of numbers with different units.
 *
 * @module
 */

import { brief } from "../spec/mod.ts";

/**
 * Two patterns: for a unit sign before a number, such as $, and for a unit sign
 * after a number, such as km.
 */
const BESIDE = [
  /^[-+(\s\u2212]*([^\d\s.,'()+\u2212\p{Pd}]+)/u,
  /([^\d\s.,'()+\u2212\p{Pd}]+)\s*$/u,
];

/**
 * If a column has more different unit signs (such as $ and km) than this
 * number, the signs are treated as parts of names.
 */
const MOST_SIGNS = 12;

/** A pattern for currency signs, percent signs and common abbreviations of currencies. */
const MONEY =
  /^(?:\p{L}*\p{Sc}|[%\u2030]|USD|EUR|GBP|CHF|JPY|CNY|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN|CZK|RUB|kr|Fr|Rs|z\u0142|K\u010d)$/u;

/** A pattern for suffixes that multiply a number, as in 2k and 1.5M. */
const SCALE =
  /^(?:[kmgtb]|tsd|mn|mio|mill?|millions?|bn|mrd|billions?|thousand|lakhs?|lacs?|crores?|cr)$/i;

/** Units of measurement. */
const UNIT =
  /^(?:[n\u00b5\u03bcmcdkMGT]?(?:m|g|s|l|L|W|Wh|V|Hz|J|Pa|bar|cal|mol|t)[\u00b2\u00b3]?|(?:[kmgt]i?)?(?:b|bits?|bytes?|bps)|[\u00b0\u00ba]\p{L}?|[CFK]|in|inch(?:es)?|ft|feet|foot|yds?|mi|miles?|lbs?|oz|st|sec|mins?|hr?s?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?|bps?|pp|pts?|px|r?em|ppm|ppb|mph|km?ph|km\/h|m\/s|kn|dozen)$/iu;

/**
 * A pattern for the unit signs that are allowed in a spec, such as $ and km.
 */
const SIGN =
  /^(?:\p{L}{0,3}\p{Sc}\p{L}{0,3}|[%\u2030#]|\p{L}{1,6}(?:\/\p{L}{1,4})?[\u00b2\u00b3]?|[\u00b0\u00ba]\p{L}?)$/u;

/** Two cells with different units. */
export interface Clash {
  /** The two cells, such as `"5 km" and "300 m"`. */
  readonly cells: string;
  /** The signs of the two cells, such as `km and m`. */
  readonly signs: string;
  /** Whether the signs are known units, currencies or multipliers. */
  readonly isCertain: boolean;
}

/** Whether each sign is a currency or a percentage. */
export function areMoney(signs: readonly string[]): boolean {
  return signs.every((sign) => MONEY.test(sign));
}

/** Whether a word is allowed as a unit sign in a spec, such as `km`. */
export function isSign(word: string): boolean {
  return SIGN.test(word);
}

/**
 * The unit signs (such as $ and km) in a column's cells, and the first two
 * cells with different units. A cell without a sign has the same unit as a cell
 * with a sign (`5` and `$5`), except if the sign is a multiplier (`300` and
 * `2k`).
 *
 * @returns An empty object if the column has too many different signs.
 */
export function signsOf(
  cells: Iterable<readonly [row: number, cell: string]>,
): { signs?: readonly string[]; clash?: Clash | undefined } {
  const signs = new Set<string>();
  const kinds = new Map<string, { signs: Set<string>; cell: string }>();
  for (const [, cell] of cells) {
    const own = new Set<string>();
    for (const pattern of BESIDE) {
      const [, sign] = pattern.exec(cell.slice(0, 40)) ?? [];
      if (sign !== undefined) signs.add(sign), own.add(sign);
    }
    if (signs.size > MOST_SIGNS) return {};
    const key = [...own].join(" ");
    if (!kinds.has(key)) kinds.set(key, { signs: own, cell });
  }
  const longestFirst = [...signs].sort((a, b) => b.length - a.length); // so that cm is tried before m
  return { signs: longestFirst, clash: clashOf([...kinds.values()]) };
}

/** The first two cells with different units. */
function clashOf(
  kinds: readonly { readonly signs: Set<string>; readonly cell: string }[],
): Clash | undefined {
  for (const [k, one] of kinds.entries()) {
    for (const other of kinds.slice(0, k)) {
      const [more, less] = [
        only(one.signs, other.signs),
        only(other.signs, one.signs),
      ];
      const all = [...less, ...more];
      const isScaled = all.some((sign) => SCALE.test(sign));
      if ((less.length === 0 || more.length === 0) && !isScaled) continue;
      return {
        cells: `${brief(other.cell)} and ${brief(one.cell)}`,
        signs: [less, more].map((signs) => signs.join(" ") || "no sign")
          .join(" and "),
        isCertain: all.every((sign) =>
          MONEY.test(sign) || SCALE.test(sign) || UNIT.test(sign)
        ),
      };
    }
  }
  return undefined;
}

/**
 * The signs in `signs` that are not in `others`; `year` and `years` count as
 * the same sign.
 */
function only(signs: ReadonlySet<string>, others: ReadonlySet<string>) {
  const one = (sign: string) => sign.replace(/(?<=\p{L}{2})s$/u, "");
  const known = new Set([...others].map(one));
  return [...signs].filter((sign) => !known.has(one(sign)));
}

/**
 * Parsing of a table's cells as numbers or dates. The JavaScript code of an
 * exported network contains copies of `numberOf` and `secondsOf`, so these
 * functions may call only each other.
 *
 * @module
 */

/** The format of numbers. */
export interface NumberFormat {
  /** The decimal separator. */
  readonly decimal: string;
  /** The thousands separator; empty if there is none. */
  readonly thousands: string;
  /** Unit signs that may precede or follow a number, such as $ and %. */
  readonly signs?: readonly string[] | undefined;
}

/**
 * Parses a cell as a number, such as `-1,221.81` or `2e30`. If the format has
 * unit signs, cells such as `$1,221.81` are numbers, too; `23.4%` is 0.234.
 *
 * @returns NaN if the cell is not a number, or if the number exceeds the
 * largest float64.
 */
export function numberOf(
  cell: string,
  { decimal, thousands, signs = [] }: NumberFormat,
): number {
  let text = cell.trim().replace("\u2212", "-"), minus = "", divisor = 1;
  const left = [...signs];
  for (let found = left.length > 0; found;) {
    const s = left.findIndex((s) => text.startsWith(s) || text.endsWith(s));
    const [sign] = s >= 0 ? left.splice(s, 1) : text.match(/^[-+]/) ?? [];
    found = sign !== undefined && (s >= 0 || minus === "");
    if (!found || sign === undefined) break;
    if (s < 0) minus = sign;
    if (sign === "%") divisor = 100;
    const { length } = sign;
    text = text.startsWith(sign) ? text.slice(length) : text.slice(0, -length);
    text = text.trim();
  }
  if (text.includes("_")) return NaN; // below, _ replaces the thousands separator
  if (thousands !== "" || decimal !== ".") {
    if (decimal !== "." && thousands !== "." && text.includes(".")) return NaN;
    if (thousands === " ") text = text.replace(/[\u00a0\u202f]/g, " ");
    if (thousands === "'") text = text.replace(/\u2019/g, "'");
    if (thousands !== "") text = text.replaceAll(thousands, "_");
    text = text.replace(decimal, ".");
  }
  const isNumber =
    /^[-+]?(?:(?:\d+|\d{1,3}(?:_\d{2,3})*_\d{3})(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i
      .test(text);
  const value = Number(minus + text.replaceAll("_", "")) / divisor;
  return isNumber && Number.isFinite(value) ? value : NaN;
}

/**
 * Parses a cell as a date, such as `2026-11-28`, `2026-11-28 09:30` or
 * `2026-11-28T09:30:15.25+01:00`.
 *
 * @returns The seconds since 1970 in UTC; NaN if the cell is not a date in ISO
 * 8601, or if the day does not exist.
 */
export function secondsOf(cell: string): number {
  const found =
    /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?(?:Z|([-+])(\d\d):?([0-5]\d))?)?$/i
      .exec(cell.trim());
  if (!found) return NaN;
  const [, day, h, m, s, sign, zoneH, zoneM] = found;
  const date = new Date(`${day}T00:00:00Z`);
  if (!(date.getTime() <= 8.64e15 && date.toISOString().startsWith(day))) {
    return NaN; // the day does not exist, as in 2026-02-30
  }
  const seconds = (h = "0", m = "0", s = "0") =>
    3600 * Number(h) + 60 * Number(m) + Number(s);
  const zone = (sign === "-" ? -1 : 1) * seconds(zoneH, zoneM);
  return date.getTime() / 1000 + seconds(h, m, s) - zone;
}

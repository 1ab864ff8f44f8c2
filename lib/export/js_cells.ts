/**
 * The functions of an exported module that parse table cells. These functions
 * are copies of `numberOf` and `secondsOf` of `dataset/cells.ts`. The copies
 * are source text, because a bundler could change the source of a function. A
 * test compares the copies with the functions of `dataset/cells.ts`.
 *
 * @module
 */

/** The source of `numberOf` and `secondsOf` in JavaScript. */
export const cells = String
  .raw`function numberOf(cell, { decimal, thousands, signs = [] }) {
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
  if (text.includes("_")) return NaN; // below, "_" replaces the thousands separator
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

function secondsOf(cell) {
  const found =
    /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?(?:Z|([-+])(\d\d):?([0-5]\d))?)?$/i
      .exec(cell.trim());
  if (!found) return NaN;
  const [, day, h, m, s, sign, zoneH, zoneM] = found;
  const date = new Date(day + "T00:00:00Z");
  if (!(date.getTime() <= 8.64e15 && date.toISOString().startsWith(day))) {
    return NaN; // 2026-02-30
  }
  const seconds = (h = "0", m = "0", s = "0") =>
    3600 * Number(h) + 60 * Number(m) + Number(s);
  const zone = (sign === "-" ? -1 : 1) * seconds(zoneH, zoneM);
  return date.getTime() / 1000 + seconds(h, m, s) - zone;
}`;

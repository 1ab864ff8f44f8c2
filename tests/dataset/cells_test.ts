import { assertAlmostEquals, assertEquals } from "@std/assert";
import { numberOf, secondsOf } from "../../lib/dataset/cells.ts";

const plain = { decimal: ".", thousands: "" };
const english = { decimal: ".", thousands: "," };
const german = { decimal: ",", thousands: "." };
const french = { decimal: ",", thousands: " " };
const money = { ...english, signs: ["$", "%", "EUR"] };

Deno.test("numberOf() reads a number in the form of the table, and in no other form", async (t) => {
  const cases: [format: Parameters<typeof numberOf>[1], string, number][] = [
    [plain, "44", 44],
    [plain, " -1.5e3 ", -1500],
    [plain, "+.5", 0.5],
    [plain, "3.", 3],
    [plain, "\u22125", -5],
    [plain, "2e30", 2e30],
    [plain, "1700000000000000000", 1.7e18],
    [plain, "44,5", NaN],
    [plain, "1,221", NaN],
    [plain, "1_000", NaN],
    [plain, "0x1f", NaN],
    [plain, "1e400", NaN],
    [plain, "Infinity", NaN],
    [plain, "", NaN],
    [plain, ".", NaN],
    [plain, "5 5", NaN],
    [english, "1,221.81", 1221.81],
    [english, "12,345,678", 12345678],
    [english, "12,34,567", 1234567], // the grouping in India
    [english, "1,22", NaN],
    [english, "1,2214", NaN],
    [english, ",221", NaN],
    [german, "1.221,81", 1221.81],
    [german, "44,5", 44.5],
    [german, "44.5", NaN],
    [{ decimal: ",", thousands: "" }, "44.5", NaN],
    [french, "12 345,5", 12345.5],
    [french, "12\u202f345,5", 12345.5],
    [french, "12\u00a0345", 12345],
    [{ decimal: ".", thousands: "'" }, "1\u2019234.5", 1234.5],
    [money, "$1,221.81", 1221.81],
    [money, "-$5", -5],
    [money, "$-5", -5],
    [money, "EUR 1,000", 1000],
    [money, "5 EUR", 5],
    [money, "5", 5],
    [money, "--$5", NaN],
    [money, "$$5", NaN],
    [money, "($5)", NaN],
    [money, "$", NaN],
  ];
  for (const [format, cell, number] of cases) {
    await t.step(`${JSON.stringify(format)} ${JSON.stringify(cell)}`, () => {
      assertEquals(numberOf(cell, format), number);
    });
  }
  assertAlmostEquals(numberOf("23.4%", money), 0.234, 1e-15);
});

Deno.test("the time of numberOf() is proportional to the length of a cell", () => {
  // with a backtracking regular expression, these cells took a minute
  for (const cell of ["1".repeat(1e6) + "z", " ".repeat(1e6) + "z"]) {
    for (const format of [plain, english, money]) {
      assertEquals(numberOf(cell, format), NaN);
    }
  }
});

Deno.test("secondsOf() reads only ISO 8601", async (t) => {
  // expected values from GNU date: date -u -d DATE +%s
  const cases: [cell: string, seconds: number][] = [
    ["1970-01-01", 0],
    ["2026-11-28", 1795824000],
    ["1969-12-31", -86400],
    ["2024-02-29", 1709164800],
    ["2026-11-28 09:30", 1795858200],
    ["2026-11-28T09:30:15Z", 1795858215],
    ["2026-11-28T09:30:15.25+01:00", 1795854615.25],
    ["2026-11-28T09:30-0530", 1795878000],
    ["2026-02-30", NaN],
    ["2023-02-29", NaN],
    ["2026-13-01", NaN],
    ["2026-11-28T24:00", NaN],
    ["2026-11-28T09:60", NaN],
    ["2026-1-2", NaN],
    ["28.11.2026", NaN],
    ["11/28/2026", NaN],
    ["2026-11", NaN],
    ["20261128", NaN],
    ["", NaN],
  ];
  for (const [cell, seconds] of cases) {
    await t.step(cell, () => assertEquals(secondsOf(cell), seconds));
  }
});

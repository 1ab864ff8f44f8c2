import {
  assert,
  assertEquals,
  assertNotMatch,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { parseSpec, SpecError } from "../../mod.ts";
import { forms, marked } from "./_seven.ts";

const texts = Object.values(forms).map((form) => marked(form).text);

/**
 * Characters and texts with a special meaning in YAML, JSON, terminals or
 * JavaScript.
 */
const pieces = [
  ..."{}[]:,-?&*!|>'\"%@`#~\\ \n\t\r0.e_\0\x1b\x7f\x85\u2028\u202e\ufeff\ud800",
  ...["&a ", "*a", "<<: *a", "---\n", "...\n", "!!map ", "? ", "|\n", ">-\n"],
  ...["__proto__: ", "constructor: ", "017", ".inf", "1e999", "null", "\r\n"],
  ...["\\u0000", "\\x1b", "layers:\n", "- ", "name: ", "{ units: 3 }", "日本"],
];

/** A text in which a few random characters are replaced by pieces. */
const spoilt = fc.tuple(
  fc.constantFrom(...texts),
  fc.array(
    fc.tuple(fc.nat(), fc.constantFrom("", ...pieces), fc.nat({ max: 3 })),
    { minLength: 1, maxLength: 8 },
  ),
).map(([text, cuts]) =>
  cuts.reduce((whole, [at, piece, length]) => {
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + piece + whole.slice(from + length);
  }, text)
);

Deno.test("parseSpec() accepts or refuses any damaged text, and reports the position of the error", () => {
  fc.assert(
    fc.property(spoilt, (text) => {
      try {
        assertEquals(parseSpec(text).version, 1);
      } catch (error) {
        assert(error instanceof SpecError, String(error));
        assertNotMatch(error.message, /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
        const lines = text.split(/\r\n?|\n/);
        for (const { line, column = 1 } of error.issues) {
          if (line === undefined) continue;
          assert(column >= 1 && column <= lines[line - 1].length + 1, text);
        }
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
});

Deno.test("parseSpec() reports the position at which a text is not YAML", async (t) => {
  const cases: [form: string, message: RegExp][] = [
    ["name: a\nlayers: [{ units: 1 }\n§epochs: 1\n", /^must be YAML or JSON: /],
    ['{"name": "a" §"epochs": 1}', /^must be YAML or JSON: /],
    ["name: §@a\n", /^must be YAML or JSON: /],
    ["name: a\n epochs§: 1\n", /^must be YAML or JSON: /],
    ["name: *a§\n", /^must be YAML or JSON: /],
  ];
  for (const [form, message] of cases) {
    await t.step(form, () => {
      const { text, places: [place] } = marked(form);
      const { issues: [issue] } = assertThrows(
        () => parseSpec(text),
        SpecError,
      );
      assert(message.test(issue.message), issue.message);
      assertEquals(`${issue.line}:${issue.column}`, place);
    });
  }
});

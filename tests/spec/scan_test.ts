import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import fc from "fast-check";
import { Document } from "yaml";
import { parseSpec, SpecError } from "../../mod.ts";
import { scan } from "../../lib/spec/_scan.ts";
import { Lines, locate } from "../../lib/spec/_tree.ts";
import { needing } from "../_needing.ts";
import { places, YAML } from "./_places.ts";

function check(text: string): void {
  const { tree, slips } = scan(text);
  assertEquals(slips, []);
  assert(tree, `no places in ${JSON.stringify(text)}`);
  for (const [keys, key, value] of places(text)) {
    const where = `${keys.join(".")} of ${JSON.stringify(text)}`;
    const name = locate(tree, keys, "key");
    const held = locate(tree, keys, "value");
    assertEquals([name.found, held.found], [true, true], where);
    if (typeof keys.at(-1) === "string") assertEquals(name.start, key, where);
    // an empty item of a list has no text
    if (text[held.start] !== "-") assertEquals(held.start, value, where);
  }
}

Deno.test(
  needing("scan() and the yaml package find the same positions", YAML),
  async (t) => {
    const texts = [
      "",
      "# nothing\n",
      "a: 1",
      "a: 1 # b: 2\nc: 3",
      "a: b # c",
      "a: b#c\nd: e:f",
      "---\na: 1\n...\n",
      "a:\n  b: 1\n  c:\n    d: 2\ne: 3\n",
      "a:\n- 1\n- 2\nb: 3",
      "a:\n  - 1\n  -\n    b: 2\n    c: 3\n  - d: 4\n    e: 5\nf: 6",
      "- - 1\n  - 2\n- - 3",
      "a:\nb:\nc: ~\n",
      "a: [1, [2, 3], {b: 4}]\nc: {d: 5, e: [6, ], f}",
      "a: [\n  1,\n  2 # two\n  ]\nb: {\n  c: 1,\n d: 2\n }\n",
      '{"a": 1, "b":[2,{"c":3}], "d" : "e"}',
      '{\n\t"a": {\n\t\t"b": 1\n\t},\r\n\t"c": 2\n}\n',
      "a: one\n  two\n  three: no\nb: 2".replace(": no", " no"),
      "a: one\n\n  two\nb: 2",
      "a:\n  one\n  two\nb: 2",
      "a: 'it''s: # so'\n'b c': \"d\\\"e: f\"\n\"g\": 1",
      "a: 'one\n  two'\nb: \"one\n  two\\\n  three\"\nc: 3",
      "a: |\n  one: 1\n   two\n\n  three\nb: 2",
      "a: >-\n  one\n\n# not\nb: 2",
      "a: |2\n   one\nb: |+\n  two\n\nc: 3",
      "a: &x\n  b: 1\nc: *x\nd: [*x, 2]",
      "a: &x {b: 1}\nc: &y [1]\nd: &z 3\ne: *z\nf: *y",
      "- &x\n  a: 1\n- *x\n- &y 2",
      "a: &x\nb: 1",
      "a: -1\nb: -.5\nc: - \n".replace("c: - \n", "c: -a"),
      "a: ?b\nc: :d\n?e: 1",
      "é: ü # ñ\n日本: [語, 𝄞]\nb: 1",
      "a: 1\r\nb:\r\n  - c\r\n  - d: |\r\n      e\r\n\r\n    f: 1\r\n",
      "a: http://x.y/z\nb: [http://x.y/z, 1]",
      "a: x   \nb:    y\t\nc:\tz",
      "   \n\t\n# c\n\na: 1\n\t\n  # d\n\t# e\nb: 2\n",
      "a b c: d e f",
      "  a: 1\n  b: 2\n",
      "- a\n-\n- b",
      "- a\n-",
      "- a\n-\n...\n",
      "- a\n-  \n---".slice(0, -3),
      "- a: 1\n  b:\n  - 2\n  c: 3",
      "a: [x y, 'z', \"w\"]",
      "[1, 2]",
      "just text",
      "'a': {'b': [\"c\"]}",
      'a: "b": c'.slice(0, 6),
      '{"a":1,"b":{"c":2}}',
      "{a: b:c, d: 'e'}",
      "a : 1\n'b' : 2\nc, d: 3\ne]f:\n  g{h : 4",
      "a: 1\na: 2",
    ];
    for (const text of texts) {
      await t.step(JSON.stringify(text), () => {
        parse(text, { schema: "core", allowDuplicateKeys: true });
        const duplicates = text === "a: 1\na: 2";
        if (duplicates) assertEquals(scan(text).slips.length, 1);
        else check(text);
      });
    }
  },
);

const word = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9 :#,'"-]{0,8}[a-z]$/),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(word, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

Deno.test(
  needing(
    "scan() finds the positions in any text that the yaml package writes",
    YAML,
  ),
  () => {
    const styles = fc.record({
      flow: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
      blockQuote: fc.constantFrom(true, false, "folded" as const),
      indent: fc.constantFrom(1, 2, 4),
      indentSeq: fc.boolean(),
      string: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"),
      crlf: fc.boolean(),
      json: fc.boolean(),
    });
    fc.assert(
      fc.property(anything, styles, (value, style) => {
        const document = new Document(value);
        const text = style.json
          ? JSON.stringify(value, null, style.flow ? "\t" : style.indent)
          : document.toString({
            lineWidth: style.lineWidth,
            blockQuote: style.blockQuote,
            indent: style.indent,
            indentSeq: style.indentSeq,
            defaultStringType: style.string as "PLAIN",
            collectionStyle: style.flow ? "flow" : "any",
          });
        // @std/yaml accepts fewer characters than the yaml package, and only
        // keys as in JSON. scan() leaves long keys and keys over several lines
        // to @std/yaml
        fc.pre(!/^\s*\? /m.test(text) && scan(text).tree !== undefined);
        if (scan(text).slips.length > 0) return; // a number in an unusual form
        check(style.crlf ? text.replaceAll(/\n/g, "\r\n") : text);
      }),
      { numRuns: 500, seed: 1 },
    );
  },
);

Deno.test("scan() returns no positions for keys with tags or anchors", () => {
  for (
    const text of ["{&x a: 1}", "{!!str a: 1}", "{*x : 1}", "b: {c: 1, @d: 2}"]
  ) {
    assertEquals(scan(text).tree, undefined, text);
  }
});

Deno.test("Lines counts lines of every kind, and columns in UTF-16 units", () => {
  const lines = new Lines("a\r\nbc\rd\n𝄞e");
  const at = (offset: number) => {
    const { line, column, text } = lines.at(offset);
    return `${line}:${column} ${text}`;
  };
  assertEquals([0, 3, 4, 6, 10].map(at), [
    "1:1 a",
    "2:1 bc",
    "2:2 bc",
    "3:1 d",
    "4:3 𝄞e",
  ]);
});

Deno.test("parseSpec() accepts %YAML 1.2 before the document, and no other directive", () => {
  const text =
    "name: a\ndataset: digits\nlayers: [{ units: 10 }]\nlearningRate: 1\nepochs: 1\n";
  const plain = parseSpec(text);
  for (
    const head of [
      "%YAML 1.2\n---\n",
      "%YAML  1.2 # the version\n---\n",
      "# a comment\n%YAML 1.2\r\n--- # begins\n",
    ]
  ) assertEquals(parseSpec(head + text), plain, head);
  const refused = [
    "%YAML 1.1\n---\n",
    "%YAML 1.2\n",
    "%YAML 1.2\n%TAG ! !a\n---\n",
    "%YAML 1.2\n%YAML 1.2\n---\n",
    "%TAG ! !a\n---\n",
  ];
  for (const head of refused) {
    assertThrows(() => parseSpec(head + text), SpecError, "found %", head);
  }
});

Deno.test("scan() gives a missing value the position of its key, also at the end of the text", () => {
  for (const text of ["a: 1\nb:", "a: 1\nb: ", "a: 1\nb:\n", "a: 1\nb: # c"]) {
    const { tree, slips } = scan(text);
    assertEquals(slips, []);
    const { start, end, found } = locate(tree!, ["b"], "value");
    assertEquals([start, found, end > 6], [5, true, false]);
  }
});

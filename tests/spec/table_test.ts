import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  explanation,
  parseSpec,
  SpecError,
  traceSpec,
} from "../../lib/spec/mod.ts";

/** A spec of a table with additional fields, in YAML. */
function text(fields: string, rest = ""): string {
  return `name: t
dataset: { csv: a.csv, label: kind${fields === "" ? "" : `, ${fields}`} }
layers: [{ units: 2, activation: softmax }]
loss: crossEntropy
learningRate: 1
epochs: 1
${rest}`;
}

Deno.test("a table has fields to read and to split it", () => {
  const fields = `separator: "\\t", decimal: ",", thousands: ".",
    missing: { words: ["", "-"], then: mean }, unseen: zeros,
    columns: { zip: names, "size, cm": { number: "cm" }, day: date, id: ignore, n: number },
    categorical: [zip], encoding: windows-1252, test: { group: who, fraction: 0.2 }`;
  const { dataset, validation } = parseSpec(
    text(fields, "validation: { folds: 3, group: who }\n"),
  );
  assertEquals(dataset, {
    ...{ csv: "a.csv", label: "kind", separator: "\t", decimal: "," },
    ...{ thousands: ".", missing: { words: ["", "-"], then: "mean" } },
    ...{ unseen: "zeros", categorical: ["zip"], encoding: "windows-1252" },
    columns: {
      ...{ zip: "names", "size, cm": { number: "cm" }, day: "date" },
      ...{ id: "ignore", n: "number" },
    },
    test: { group: "who", fraction: 0.2 },
  });
  assertEquals(validation, { folds: 3, group: "who" });
  for (const test of ["0.2", "{ file: b.csv }", "{ last: 0.1 }"]) {
    parseSpec(text(`test: ${test}`));
  }
  for (const rest of ["{ last: 0.2 }", "{ file: b.csv }"]) {
    parseSpec(
      text("", `validation: ${rest}\nearlyStopping: { patience: 3 }\n`),
    );
  }
});

Deno.test("without these fields, the spec of a table has no defaults for them, but explain shows the defaults", () => {
  const traced = traceSpec(text("test: 0.2, categorical: [zip]"));
  // models contain the spec as text, and its hash must not change
  assertEquals(
    JSON.stringify(traced.spec.dataset),
    '{"csv":"a.csv","label":"kind","test":0.2,"categorical":["zip"]}',
  );
  const shown = explanation(traced);
  assertMatch(shown, /^ {2}separator: auto +# default$/m);
  assertMatch(
    shown,
    /^ {4}words: \["", NA, "N\/A", NaN, "null", "\?"\] # default$/m,
  );
  assertMatch(shown, /^ {4}then: error +# default$/m);
});

Deno.test("wrong fields of a table are refused, and the message suggests the nearest word", async (t) => {
  const cases: [fields: string, issue: string, rest?: string][] = [
    [
      'separator: "-"',
      'dataset.separator: must be auto, ",", ";", "\\t" (a tab, in double quotes) or "|": found "-"',
    ],
    [
      "seperator: auto",
      'dataset.seperator: unknown key, did you mean "separator"?',
    ],
    ["decimal: 0.5", 'dataset.decimal: must be "." or ",": found 0.5'],
    [
      'thousands: "."',
      'dataset.thousands: must be different from dataset.decimal: found "." in dataset.decimal and dataset.thousands',
    ],
    [
      "missing: { then: dropp }",
      'dataset.missing.then: must be one of error, drop, mean: found "dropp", did you mean "drop"?',
    ],
    [
      "missing: { words: [] }",
      "dataset.missing.words: must be a list of 1 to 100 texts: found []",
    ],
    [
      "missing: drop",
      'dataset.missing: must be a mapping of keys to values: found "drop"; write dataset: { csv: "a.csv", label: kind, missing: { then: drop } }',
    ],
    [
      "columns: { zip: name }",
      'dataset.columns.zip: must be names, date, ignore, number or { number: "$ %" }: found "name", did you mean "names"?',
    ],
    [
      "columns: { zip: { numbr: $ } }",
      'dataset.columns.zip.numbr: unknown key, did you mean "number"?',
    ],
    [
      'columns: { zip: { number: "1" } }',
      'dataset.columns.zip.number: must be one or more signs, separated by spaces, such as "$ %"; a sign has no digit, +, -, dot, comma or parenthesis: found "1"',
    ],
    [
      "columns: { kind: ignore }",
      'dataset.columns.kind: must not be "ignore", since the column is the label: found "ignore"',
    ],
    [
      "categorical: [zip], columns: { zip: date }",
      'dataset.columns.zip: must be "names", since the field dataset.categorical also lists the column: found "date"',
    ],
    [
      "unseen: zero",
      'dataset.unseen: must be one of error, zeros: found "zero", did you mean "zeros"?',
    ],
    [
      "encoding: utf8",
      'dataset.encoding: must be one of utf-8, utf-16, windows-1252: found "utf8", did you mean "utf-8"?',
    ],
    [
      "test: { lst: 0.2 }",
      'dataset.test.lst: unknown key, did you mean "last"?',
    ],
    [
      "test: { group: who }",
      "dataset.test.fraction: is missing; write the fraction of the table's rows that is used as the test set; the fraction is approximate, since the test set consists of whole groups",
    ],
    [
      "test: {}",
      "dataset.test: must be a number over 0 and below 1, or a mapping such as { file: test.csv }, { last: 0.2 } or { group: NAME, fraction: 0.2 }: found a mapping",
    ],
    [
      "test: { last: 1 }",
      "dataset.test.last: must be a number over 0 and below 1: found 1",
    ],
    [
      "",
      "validation.group: needs validation.fraction or validation.folds: found validation.last",
      "validation: { last: 0.1, group: who }\n",
    ],
    [
      "",
      "validation: must have exactly one of the fields fraction, folds, last and file: found group alone",
      "validation: { group: who }\n",
    ],
    [
      "",
      "validation: must have exactly one of the fields fraction, folds, last and file: found last and file",
      "validation: { last: 0.1, file: b.csv }\n",
    ],
  ];
  for (const [fields, issue, rest] of cases) {
    await t.step(issue, () => {
      const error = assertThrows(
        () => parseSpec(text(fields, rest), { source: "t.yaml" }),
        SpecError,
      );
      const [{ path, message, line }, ...others] = error.issues;
      assertEquals(`${path}: ${message}`, issue);
      assertEquals([line, others.length], [rest ? 7 : 2, 0]);
    });
  }
});

Deno.test("several labels need a loss for numbers, and each label is named once", () => {
  const labels = (label: string, loss: string) =>
    `name: t
dataset: { csv: a.csv, label: ${label} }
layers: [{ units: 2, activation: ${loss === "mse" ? "identity" : "softmax"} }]
loss: ${loss}
learningRate: 1
epochs: 1
`;
  parseSpec(labels("[a, b]", "mse"));
  const cases: [label: string, loss: string, message: string][] = [
    [
      "[a, b]",
      "crossEntropy",
      "must be one column, since loss crossEntropy predicts classes",
    ],
    ["[a, a]", "mse", "must not name a column twice"],
    ["[]", "mse", "must be a list of 1 to 256 names of columns"],
    [
      "3",
      "mse",
      "must be the name of a column, or a list of names of columns: found 3",
    ],
  ];
  for (const [label, loss, message] of cases) {
    assertThrows(() => parseSpec(labels(label, loss)), SpecError, message);
  }
});

Deno.test("group and file of validation are only for tables", () => {
  for (
    const [way, field] of [
      ["fraction: 0.2, group: who", "group"],
      ["file: b.csv", "file"],
    ]
  ) {
    assertThrows(
      () =>
        parseSpec(`name: t
dataset: digits
layers: [{ units: 10 }]
learningRate: 1
epochs: 1
validation: { ${way} }
`),
      SpecError,
      `must be omitted, since validation.${field} is for tables`,
    );
  }
});

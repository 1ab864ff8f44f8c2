/**
 * Training rows and test rows. They must be different rows, otherwise a note
 * reports it. They are recognized in a table that changed.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { assertThrows } from "@std/assert";
import { parseSpec, SpecError } from "../../mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { fittedOf } from "../../lib/mlp/fitted.ts";
import { withTables } from "../dataset/_tables.ts";

const mse = { loss: { type: "mse", reduction: "mean" } } as const;

withTables(
  "a column that is constant in the training rows of a fold is 0 there, and near 0 in the validation row",
  async (load, t) => {
    // rounded means: a sum of many such cells is not an exact multiple
    for (const cell of ["0.1", "1e9", "0.333333", "123456.789", "1e-30"]) {
      for (const precision of ["float32", "float64"] as const) {
        await t.step(`${cell} in ${precision}`, async () => {
          const rows = Array.from(
            { length: 100 },
            (_, r) => `${r},${r === 41 ? Number(cell) + 1 : cell},${3 * r}`,
          );
          const csv = ["x,flag,kind", ...rows].join("\n");
          const { rows: table } = await load(csv, {}, { ...mse, precision });
          const { train, held } = table!.split(Uint32Array.of(40, 41, 42));
          const flags = (part: typeof train) =>
            [...part.inputs.data].filter((_, i) => i % 2 === 1);
          const [before, odd, after] = flags(held);
          assertEquals(new Set([before, after, ...flags(train)]), new Set([0]));
          assert(Math.abs(odd - 1) < 1e-6, `${odd}`);
        });
      }
    }
  },
);

/** Rows of a number, a group of four and a class. */
function table(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, r) => `${r},${"pqrs"[r % 4]},${"xy"[(r >> 1) % 2]}`,
  );
  return ["a,who,kind", ...lines].join("\n");
}

withTables(
  "a note reports equal rows or groups in both parts",
  async (load, t) => {
    const ignore = { columns: { who: "ignore" } } as const;
    const twice = "a,kind\n" + "1,x\n2,y\n3,x\n".repeat(4);
    type Case = [
      name: string,
      csv: string,
      dataset: object,
      spec: object,
      note?: string,
    ];
    const cases: Case[] = [
      [
        "test rows",
        twice,
        { test: { last: 0.25 } },
        {},
        "3 of the 3 test rows are equal to a training row",
      ],
      [
        "validation rows from the end",
        twice,
        {},
        { validation: { last: 0.25 } },
        "3 of the 3 validation rows are equal to a training row",
      ],
      [
        "random validation rows",
        twice,
        {},
        { validation: { fraction: 0.25 } },
        "3 of the 3 validation rows are equal to a training row",
      ],
      ["no equal rows", table(40), { test: 0.25, ...ignore }, {
        validation: { fraction: 0.25 },
      }],
      [
        "groups only in validation",
        table(40),
        { test: 0.25, ...ignore },
        { validation: { fraction: 0.25, group: "who" } },
        "the test split does not keep the groups in column who together, but validation does; in dataset, write test: { group: who, fraction: 0.25 }",
      ],
      [
        "groups only in the test split",
        table(40),
        { test: { group: "who", fraction: 0.25 }, ...ignore },
        { validation: { fraction: 0.25 } },
        "the validation split does not keep the groups in column who together, but test does; in validation, write group: who",
      ],
      [
        "groups in the test split, and folds",
        table(40),
        { test: { group: "who", fraction: 0.25 }, ...ignore },
        { validation: { folds: 3 } },
        "the validation split does not keep the groups in column who together, but test does; in validation, write group: who",
      ],
      [
        "groups in both splits",
        table(40),
        { test: { group: "who", fraction: 0.25 }, ...ignore },
        { validation: { fraction: 0.25, group: "who" } },
      ],
    ];
    for (const [name, csv, dataset, spec, note] of cases) {
      await t.step(name, async () => {
        const { notes } = await load(csv, dataset, spec);
        assertEquals(notes, note === undefined ? [] : [note]);
      });
    }
  },
);

withTables(
  "groups that cannot be kept together are refused",
  async (load, t) => {
    const test = { group: "who", fraction: 0.25 };
    const cases: [cell: string, message: string][] = [
      [
        "",
        't.csv:2: must have a group in column 2, who: found ""; fill in the cell',
      ],
      ["n/a", 't.csv:2: must have a group in column 2, who: found "n/a"; fill'],
      ["?", 't.csv:2: must have a group in column 2, who: found "?"; fill'],
    ];
    for (const [cell, message] of cases) {
      await t.step(message, async () => {
        const csv = table(20).replace("\n0,p,", `\n0,${cell},`);
        const columns = { who: "ignore" } as const;
        await assertRejects(
          () => load(csv, { test, columns }),
          DatasetError,
          message,
        );
      });
    }
    await t.step("one group in two Unicode forms", async () => {
      const csv = table(8).replaceAll(/[pq],/g, "é,").replaceAll(
        /[rs],/g,
        "e\u0301,",
      );
      await assertRejects(
        () => load(csv, { test, columns: { who: "ignore" } }),
        DatasetError,
        't.csv must have at least 2 groups in column 2, who: found "é" in all rows',
      );
    });
  },
);

withTables(
  "a changed table is scored on rows that are not training rows, or is refused",
  async (load) => {
    const plain = { inputs: { scale: [0, 1], standardize: false } } as const;
    const columns = { who: "ignore" } as const;
    const [head, ...rows] = table(30).split("\n");
    const text = (rows: readonly string[]) => [head, ...rows].join("\n");
    const before = await load(text(rows), { test: 0.3, columns }, plain);
    const options = { fitted: fittedOf(before) };
    const learned = new Set(before.train.inputs.data);
    /** A change of the rows: some are removed, moved or inserted. */
    const change = fc.record({
      out: fc.subarray([...rows.keys()]),
      swap: fc.tuple(fc.nat(29), fc.nat(29)),
      put: fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 100, max: 999 })), {
        maxLength: 3,
      }),
      label: fc.boolean(),
    });
    let refused = 0, scored = 0;
    await fc.assert(
      fc.asyncProperty(
        change,
        fc.nat(15),
        async ({ out, swap: [a, b], put, label }, only) => {
          // most runs have one kind of change, so that each kind occurs
          const now = [...rows];
          if (only & 1) [now[a], now[b]] = [now[b], now[a]];
          if (only & 2) {
            for (const r of [...out].reverse()) {
              now.splice(r, 1);
            }
          }
          if (only & 4) {
            for (const [at, n] of put) now.splice(at, 0, `${n},p,x`);
          }
          if (only & 8 && label) now[0] = now[0]?.replace("x", "y") ?? "5,p,x";
          const after = await load(
            text(now.length ? now : ["1,p,x"]),
            { test: 0.3, columns },
            plain,
            options,
          )
            .catch((error) => {
              assert(error instanceof DatasetError, error);
              assert(
                error.message.includes(
                  "must begin with the 30 rows that the file had",
                ),
                error.message,
              );
            });
          const isSame = rows.every((row, r) => row === now[r]);
          assertEquals(after !== undefined, isSame);
          if (after) scored++;
          else refused++;
          for (const n of after?.test?.inputs.data ?? []) {
            assert(!learned.has(n));
          }
        },
      ),
      { numRuns: 200 },
    );
    assert(refused > 20 && scored > 10, `${refused} refused, ${scored} scored`);
    // other columns, another order of columns, or other forms of numbers: the
    // same rows
    for (
      const other of [
        text(rows).replaceAll(/^(\w+),(\w+),(\w+)$/gm, "$3;$1;new;$2")
          .replace(";new", ";note"),
        text(rows).replaceAll(/^(\d+)/gm, '"$1.0"'),
      ]
    ) {
      const after = await load(other, { test: 0.3, columns }, plain, options);
      assertEquals(after.test, before.test);
    }
  },
);

Deno.test("a training file may not be the test file, too", () => {
  const spec = (test: string, rest = "") =>
    `name: t
dataset: { csv: a.csv, label: kind, test: { file: ${test} } }
layers: [{ units: 2 }]
loss: crossEntropy
learningRate: 0.1
epochs: 1
${rest}`;
  const cases: [test: string, rest: string, said: string][] = [
    [
      "a.csv",
      "",
      'dataset.test.file: must be a different file from dataset.csv, the training set: found "a.csv"',
    ],
    [
      "b.csv",
      "validation: { file: a.csv }",
      'validation.file: must be a different file from dataset.csv, the training set: found "a.csv"',
    ],
    [
      "b.csv",
      "validation: { file: b.csv }",
      'validation.file: must be a different file from dataset.test.file, the test set: found "b.csv"',
    ],
  ];
  for (const [test, rest, said] of cases) {
    assertThrows(() => parseSpec(spec(test, rest)), SpecError, said);
  }
  parseSpec(spec("b.csv", "validation: { file: c.csv }"));
});

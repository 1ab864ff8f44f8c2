/**
 * Compares columns with the results of pandas in `pandas/columns.json`. A
 * column that pandas reads as numbers or dates must not be read as names,
 * unless the spec declares it. If both read numbers, the numbers must be equal.
 *
 * @module
 */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import columns from "./pandas/columns.json" with { type: "json" };
import { withTables } from "./_tables.ts";

withTables(
  "columns that pandas reads as numbers or dates are read in the same way, or refused",
  async (load, t) => {
    const seen = { number: 0, refused: 0, text: 0 };
    for (const { decimal, thousands, cells, pandas, values } of columns) {
      const name = `${decimal}${thousands} ${cells.join(" | ")}`.slice(0, 80);
      const lines = cells.map((cell, r) => `"${cell}",${"xy"[r % 2]}`);
      const csv = ["a,kind", ...lines].join("\n");
      const written = {
        decimal: decimal as "." | ",",
        thousands: thousands as "" | ",",
      };
      await t.step(`${pandas} ${name}`, async () => {
        const spec = { inputs: { scale: [0, 1], standardize: false } } as const;
        const read = await load(csv, written, spec).catch((error) => {
          assert(error instanceof DatasetError, error);
          seen.refused++;
        });
        if (!read) return;
        const isNames = "categories" in read.columns![0];
        assert(!isNames || pandas === "text", `names: ${cells}`);
        if (isNames) seen.text++;
        else seen.number++;
        if (isNames || !values) return;
        assertEquals([...read.train.inputs.data], values);
      });
    }
    assertGreaterOrEqual(columns.length, 500);
    assertGreaterOrEqual(seen.number, 150); // some columns are not refused
    assertGreaterOrEqual(seen.text, 40);
  },
);

/**
 * No column is names unasked that pandas takes for numbers or dates; where both
 * read numbers, they are the same. What pandas says is in `pandas/columns.json`.
 *
 * @module
 */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import columns from "./pandas/columns.json" with { type: "json" };
import { withTables } from "./_tables.ts";

withTables(
  "what pandas reads as numbers or dates is read as such, or refused",
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
    assertGreaterOrEqual(seen.number, 150); // and not all is refused
    assertGreaterOrEqual(seen.text, 40);
  },
);

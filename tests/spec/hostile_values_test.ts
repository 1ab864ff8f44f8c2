import { checkSpec } from "../../mod.ts";
import { otherNames } from "../../lib/spec/_other_names.ts";
import { needing, READ } from "../_needing.ts";
import { fieldwise, issuesOf, partsByPath } from "./_corpus.ts";
import { put } from "./_generate.ts";

/**
 * Values that JavaScript cannot convert to text. A JSON file or a program can
 * contain them.
 */
const hostile: readonly unknown[] = [
  { toString: 1, valueOf: 1 },
  { type: { toString: [[]] } },
  [{ toString: null }],
  Object.create(null),
  { layers: { toString: "a" }, toString: {} },
];

const keys = new Set([
  "zzzzzz",
  ...Object.values(otherNames).flatMap((names) => names.split(" ")),
  ...Object.keys(otherNames).map((path) => path.replace(/.*\./, "")),
]);

Deno.test({
  ...needing("values without a text form are refused at every path", READ),
  async fn(t) {
    const parts = partsByPath(fieldwise, 1);
    for (const [path, found] of parts) {
      await t.step(path || "the spec", () => {
        for (const { spec, part } of found) {
          for (const value of hostile) {
            issuesOf(() => checkSpec(put(spec, part.keys, value)));
            if (!["", "dataset", "layers[]"].includes(path)) continue;
            for (const key of keys) {
              const changed = put(spec, [...part.keys, key], value);
              issuesOf(() => checkSpec(changed));
            }
          }
        }
      });
    }
  },
});

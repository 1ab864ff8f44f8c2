/**
 * `sweep --plan`: lists every trial with its settings, and trains nothing.
 *
 * @module
 */

import { inline, thousands, type Trials } from "../spec/mod.ts";

/** Returns the trials of a sweep as a table, or as JSON. */
export function planText(trials: Trials, json: boolean): string {
  const { count, paths, spec } = trials;
  const all = Array.from({ length: count }, (_, index) => trials.at(index));
  const epochs = paths.includes("epochs")
    ? all.reduce(
      (sum, { settings }) =>
        sum + Number(settings.find(({ path }) => path === "epochs")!.value),
      0,
    )
    : count * spec.epochs;
  if (json) {
    const listed = all.map(({ index, combination, seed, settings }) => ({
      ...{ index, combination, seed },
      settings: Object.fromEntries(
        settings.map(({ path, value }) => [path, value]),
      ),
    }));
    return JSON.stringify({ count, epochs, trials: listed }, null, 2);
  }
  const rows = [
    ["trial", "seed", ...paths],
    ...all.map(({ index, seed, settings }) => [
      ...[`${index}`, `${seed}`],
      ...settings.map(({ value }) => inline(value)),
    ]),
  ];
  const widths = rows[0].map((_, c) =>
    rows.reduce((most, row) => Math.max(most, row[c].length), 0)
  );
  const lines = rows.map((row) =>
    row.map((cell, c) => cell.padEnd(widths[c])).join("  ").trimEnd()
  );
  const some = count === 1 ? "1 trial" : `${thousands(count)} trials`;
  return [...lines, "", `${some}, ${thousands(epochs)} epochs at most`]
    .join("\n");
}

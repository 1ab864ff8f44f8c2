/**
 * The output of `explain SPEC`: every value of a spec with its origin, then the
 * size of the network. The output is itself a valid spec, since all additions are
 * YAML comments.
 *
 * @module
 */

import { inline, thousands, visible } from "./_excerpt.ts";
import { boundsOf, Expansion } from "./_expansion.ts";
import { Found } from "./_fault.ts";
import { isMapping } from "./_kinds.ts";
import { layerTable } from "./layer_table.ts";
import type { Keys } from "./_tree.ts";
import type { Origin, TracedSpec } from "./parse.ts";
import { walk } from "./_walk.ts";
import { anySchema } from "./schema.ts";
import { bytesText, networkSize } from "./size.ts";
import type { Spec } from "./spec.ts";

/**
 * If the spec contains the rows of the data set, the maximum number of rows
 * that are shown.
 */
const MOST_ROWS = 16;

/**
 * The column in which the origins of values start. If the text of a value ends
 * after column `ORIGIN_COLUMN`, the origin of the value starts further to the
 * right.
 */
const ORIGIN_COLUMN = 40;

/** Explains a spec as YAML with comments. */
export function explanation({ spec, examples, originOf }: TracedSpec): string {
  const lines: string[] = [];
  const put = (text: string, keys: Keys) => {
    lines.push(`${text.padEnd(ORIGIN_COLUMN)} # ${originText(originOf(keys))}`);
  };
  const write = (value: unknown, keys: Keys, indent: string, lead: string) => {
    if (isMapping(value)) {
      if (lead !== "") lines.push(`${indent}${lead}`);
      const inner = lead === "" ? indent : `${indent}  `;
      for (const [name, part] of Object.entries(value)) {
        write(part, [...keys, name], inner, `${inline(name)}:`);
      }
    } else if (Array.isArray(value) && isMapping(value[0])) {
      lines.push(`${indent}${lead}`);
      value.forEach((item, i) => {
        const from = lines.length;
        write(item, [...keys, i], `${indent}    `, "");
        lines[from] = `${indent}  - ${lines[from].trimStart()}`;
      });
    } else if (Array.isArray(value) && value.length > MOST_ROWS) {
      put(`${indent}# ${lead} ${value.length} rows, not shown`, keys);
    } else put(`${indent}${lead} ${inline(value)}`, keys);
  };
  write(walk(anySchema, spec, new Found(true)), [], "", "");
  return [...lines, "", ...network(spec, examples), ...trials(spec)].join("\n");
}

function originText(origin: Origin): string {
  switch (origin.from) {
    case "file":
      return origin.line === undefined ? "the file" : `line ${origin.line}`;
    case "override":
      return visible(origin.source);
    case "data":
      return "the data";
    case "default":
      return origin.why ? `default: ${origin.why}` : "default";
  }
}

/** The trials of a sweep, and the fields in which they differ, as comments. */
function trials({ sweep, seed }: Spec): string[] {
  if (sweep === undefined) return [];
  const { axes, count } = new Expansion(sweep, seed);
  const width = Math.max(0, ...axes.map(({ path }) => path.length));
  const some = count === 1 ? "1 trial" : `${thousands(count)} trials`;
  const seeds = sweep.repeats === 1 ? "1 seed" : `${sweep.repeats} seeds`;
  return [
    "",
    `a sweep of ${some}, each combination with ${seeds}, ranked by ${sweep.metric}; fields that differ between trials:`,
    ...axes.map(({ path, from, isDrawn }) => {
      const bounds = boundsOf(from);
      const values = bounds
        ? `${bounds.low} to ${bounds.high} (${bounds.kind})`
        : `${(from as readonly unknown[]).length} values`;
      return `  ${path.padEnd(width)}  ${
        isDrawn ? "drawn from " : ""
      }${values}`;
    }),
  ].map((line) => `# ${line}`.trimEnd());
}

/** The layers, the number of steps and the memory of a training run, as comments. */
function network(spec: Spec, read: TracedSpec["examples"]): string[] {
  const { layers, examples, memory } = networkSize(spec, read);
  const { head, rows, total, isNumber, remarks } = layerTable(layers);
  const all = [head, ...rows, total];
  const widths = head.map((_, c) =>
    Math.max(...all.map((row) => row[c].length))
  );
  const table = all.map((row) =>
    row.map((cell, c) =>
      isNumber[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c])
    ).join("  ").trimEnd()
  );
  const parts = Object.entries(memory)
    .filter(([name, bytes]) => name !== "total" && bytes > 0)
    .map(([name, bytes]) => `${name} ${bytesText(bytes)}`);
  const { batchSize, epochs } = spec;
  const steps = examples === undefined
    ? undefined
    : batchSize === "full"
    ? 1
    : Math.ceil(examples / batchSize);
  return [
    ...table,
    "",
    ...remarks,
    ...(steps === undefined ? [] : [
      `${thousands(examples!)} examples, ${
        steps === 1 ? "1 step" : `${thousands(steps)} steps`
      } per epoch, ` +
      `${thousands(steps * epochs)} steps in total`,
    ]),
    `memory of training, about ${bytesText(memory.total)}: ${parts.join(", ")}`,
  ].map((line) => `# ${line}`.trimEnd());
}

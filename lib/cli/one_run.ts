/**
 * Checks that a command that trains one network gets a spec for one network.
 *
 * @module
 */

import { SpecError, thousands, traceSpec, trialsOf } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { quoted } from "./paths.ts";
import type { SpecFile } from "./spec_file.ts";

/**
 * Returns a spec for one network. If `--set` gives one value to every field
 * that differs between trials, the sweep is removed from the spec.
 *
 * @throws {SpecError} If the spec has a sweep, and `--set` does not give one
 *   value to every field of the sweep.
 */
export function asOneRun(file: SpecFile): SpecFile {
  const { text, options } = file, { source, overrides } = options;
  const mayHave = text.includes("sweep") ||
    overrides.some(({ keys }) => keys[0] === "sweep");
  if (!mayHave) return file;
  const { spec, originOf } = traceSpec(text, options);
  const trials = trialsOf(spec);
  if (!trials) return file;
  const set = new Set(overrides.map(({ keys }) => JSON.stringify(keys)));
  const open = trials.at(0).settings
    .filter(({ keys }) => !set.has(JSON.stringify(keys)));
  if (open.length === 0) {
    const none = { keys: ["sweep"], value: undefined, source: "--set" };
    return {
      ...file,
      options: { ...options, overrides: [...overrides, none] },
    };
  }
  const origin = originOf(["sweep"]);
  const paths = open.map(({ path }) => `--set ${path}=...`).join(" ");
  throw new SpecError([{
    path: "sweep",
    keys: ["sweep"],
    on: "key",
    message: `must be omitted to train one network: found ${
      thousands(trials.count)
    } trials; to train all trials, type ${COMMAND} sweep ${
      quoted(source)
    }; to train one network, add ${paths}`,
    ...(origin.from === "file" && origin.line && { line: origin.line }),
  }], source);
}

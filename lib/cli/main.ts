/**
 * The entry point of the command line. This module runs the command that the user
 * typed, and turns any error into one message and an exit code. For example,
 * the command `train` is started by `deno task train` in a checkout, by
 * `percept train` if percept is installed, or by
 * `deno run jsr:@percept/nn/cli train`.
 *
 * @module
 */

import { nearest, visible } from "../spec/mod.ts";
import { COMMAND, typedArgs } from "./command.ts";
import { failure } from "./failure.ts";
import { UsageError } from "./flags.ts";
import { safe } from "./safe.ts";

/** A command of percept, such as `train`. */
interface Verb {
  /** The text of `--help`. */
  readonly help: string;
  /** Runs the command and returns the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The modules of the commands; a module is loaded only when its command is used. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  init: () => import("./init.ts"),
  validate: () => import("./validate.ts"),
  explain: () => import("./explain.ts"),
  train: () => import("./train.ts"),
  sweep: () => import("./sweep.ts"),
  evaluate: () => import("./evaluate.ts"),
  predict: () => import("./predict.ts"),
  export: () => import("./export.ts"),
  data: () => import("./data.ts"),
};

const HELP = `percept trains neural networks from a YAML or JSON spec.

  ${COMMAND} train                         trains on the digits in the package
  ${COMMAND} evaluate runs/digits          scores the saved network on its test set
  ${COMMAND} predict runs/digits seven.png predicts the digit in an image
  ${COMMAND} export runs/digits --to js    writes a JavaScript module or an ONNX file
  ${COMMAND} init my-network               writes a spec to start from
  ${COMMAND} validate my-network.yaml      lists every error in a spec
  ${COMMAND} explain my-network.yaml       shows each value of a spec and its origin
  ${COMMAND} train my-network.yaml         trains the network of a spec
  ${COMMAND} sweep my-network.yaml         trains a spec with many settings and ranks them
  ${COMMAND} data list                     lists the data sets that can be downloaded
  ${COMMAND} help train                    shows the flags of train
`;

/**
 * Runs a command.
 *
 * @param args The command and its arguments.
 * @returns The exit code: 0 for success, 1 for a failed run, 2 for a wrong
 * command or spec, 3 for an incomplete sweep, 130 for an interrupted run.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const isHelp = args[0] === "help" && args.length > 1;
    const [name, ...rest] = isHelp ? [...args.slice(1), "--help"] : args;
    if (name === undefined || ["help", "--help", "-h"].includes(name)) {
      console.log(HELP);
      return 0;
    }
    if (name === "--version") {
      const { default: { version } } = await import("../../deno.json", {
        with: { type: "json" },
      });
      console.log(version);
      return 0;
    }
    if (!Object.hasOwn(verbs, name)) throw unknownVerb(name);
    const verb = await verbs[name]();
    if (rest.includes("--help") || rest.includes("-h")) {
      console.log(verb.help);
      return 0;
    }
    return await verb.run(rest);
  } catch (error) {
    const { message, code } = failure(error);
    try {
      console.error(safe(message).split("\n").map(visible).join("\n"));
    } catch {
      // stderr cannot be written; only the exit code reports the error
    }
    return code;
  }
}

function unknownVerb(name: string): UsageError {
  const known = Object.keys(verbs);
  const near = nearest(name, known);
  return new UsageError(
    near
      ? `unknown command ${name}, did you mean ${near}?`
      : `unknown command ${name}, must be one of ${known.join(", ")}`,
  );
}

if (import.meta.main) Deno.exit(await main(typedArgs));

/**
 * The command line: finds the verb, runs it, and turns what went wrong into one
 * clear message and an exit code. Run as `deno task train`, or by its name on
 * JSR with `deno run jsr:@percept/nn/cli train SPEC`.
 *
 * @module
 */

import { nearest, visible } from "../spec/mod.ts";
import { failure } from "./failure.ts";
import { UsageError } from "./flags.ts";

/** A verb: its help, and what it does. */
interface Verb {
  /** What `--help` shows. */
  readonly help: string;
  /** Does it; the number is the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Each verb is loaded only when it is asked for. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  init: () => import("./init.ts"),
  validate: () => import("./validate.ts"),
  explain: () => import("./explain.ts"),
  train: () => import("./train.ts"),
  evaluate: () => import("./evaluate.ts"),
  predict: () => import("./predict.ts"),
  export: () => import("./export.ts"),
  data: () => import("./data.ts"),
};

const HELP = `percept trains neural networks from a YAML or JSON spec.

  deno task train                        trains specs/digits.yaml, no network needed
  deno task train specs/mnist.yaml       downloads MNIST first
  deno task evaluate runs/mnist          scores a saved network
  deno task predict runs/mnist seven.png says what a picture shows
  deno task validate specs/mnist.yaml    says all that is wrong in a spec
  deno task explain specs/mnist.yaml     shows each value and where it comes from
  deno task init my-network              writes a spec to start from
  deno task export runs/digits --to js   writes a trained network for use elsewhere
  deno task data list                    shows the data sets there are
  deno task train --help                 shows what can be said of a run
`;

/**
 * Runs a command.
 *
 * @param args The verb and what follows it.
 * @returns The exit code: 0 done, 1 a run that failed, 2 a command or spec that
 *   is wrong, 130 a run that was interrupted.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help" || name === "-h") {
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
      console.error(message.split("\n").map(visible).join("\n"));
    } catch {
      // stderr cannot be written; the exit code still tells
    }
    return code;
  }
}

function unknownVerb(name: string): UsageError {
  const known = Object.keys(verbs);
  const near = nearest(name, known);
  return new UsageError(
    near
      ? `unknown verb ${name}, did you mean ${near}?`
      : `unknown verb ${name}, must be one of ${known.join(", ")}`,
  );
}

if (import.meta.main) Deno.exit(await main(Deno.args));

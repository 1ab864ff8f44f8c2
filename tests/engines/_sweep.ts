/**
 * The sweep that every engine runs, its expected table, and checks of the folders
 * after processes were killed.
 *
 * @module
 */

import { random } from "../../lib/random.ts";

/** A sweep over the learning rate for the digits. A trial takes about an eighth of a second. */
export function specOf(trials: number, epochs: number): string {
  return `name: engines
dataset: digits
layers: [{ units: 48, activation: relu }, { units: 10, activation: softmax }]
loss: crossEntropy
learningRate: 0.1
epochs: ${epochs}
validation: { fraction: 0.2 }
checkpoint: { epochs: 3 }
sweep:
  draw:
    points: ${trials / 2}
    from: { learningRate: { log: [0.01, 0.5] } }
  repeats: 2
`;
}

const MAIN = new URL("../../lib/cli/main.ts", import.meta.url).pathname;

/** The arguments of `deno` that run the command of this folder, with the permissions of its task. */
export const PERCEPT = [
  ...["run", "--no-prompt", "--allow-read", "--allow-write=."],
  ...["--allow-env=INIT_CWD,NO_COLOR", "--ignore-env", MAIN],
];

/** Starts the command in a folder. */
export function start(folder: string, args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: [...PERCEPT, ...args],
    cwd: folder,
    env: { INIT_CWD: folder }, // not the INIT_CWD of `deno task test:engines`
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits until a command ends, and returns its output and exit code. */
export async function ended(process: Deno.ChildProcess) {
  const { code, stdout, stderr } = await process.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out, err };
}

/** The SHA-256 of the table; if trials are missing, the exit code and the message. */
export async function tableOf(folder: string, out: string): Promise<string> {
  const args = ["sweep", "spec.yaml", "--out", out, "--table", "--json"];
  const { code, out: text, err } = await ended(start(folder, args));
  return code === 0 ? JSON.parse(text).sha256 : `${code}: ${err}`;
}

/** The SHA-256 of the expected table: one worker trains all trials, and nothing is killed. */
export async function expectedTable(folder: string): Promise<string> {
  const args = ["spec.yaml", "--out", "whole", "--workers", "1", "--no-refit"];
  const { code, err } = await ended(start(folder, ["sweep", ...args]));
  if (code !== 0) throw new Error(err);
  return await tableOf(folder, "whole");
}

/** Checks the folders of all trials, and returns the errors. */
export async function faultsIn(
  sweep: string,
  { trials, epochs }: { readonly trials: number; readonly epochs: number },
): Promise<string[]> {
  const faults: string[] = [], found: string[] = [];
  for await (const { name } of Deno.readDir(`${sweep}/trials`)) {
    found.push(name);
    const path = `${sweep}/trials/${name}`;
    const { status } = JSON.parse(
      await Deno.readTextFile(`${path}/run.json`),
    );
    if (status !== "done") faults.push(`trial ${name} is ${status}`);
    const log = await Deno.readTextFile(`${path}/log.jsonl`);
    const lines = log.split("\n");
    const isWhole = lines.pop() === "" && lines.length === epochs &&
      lines.every((line, e) => JSON.parse(line).epoch === e + 1);
    if (!isWhole) {
      faults.push(`trial ${name} has a log of ${lines.length} lines`);
    }
  }
  if (found.length !== trials) faults.push(`${found.length} folders of trials`);
  return faults;
}

/** Decides which processes are killed (with `kill -9`), and at which random times. */
export class Killer {
  readonly #chance: ReturnType<typeof random>;
  /** The number of processes that were killed. */
  kills = 0;

  /** Takes the random seed, the number of processes to kill, and the shortest and longest wait between kills. */
  constructor(
    seed: number,
    readonly most: number,
    readonly betweenMs: readonly [low: number, high: number],
  ) {
    this.#chance = random(seed, "kills");
  }

  /** Waits for a random time. */
  async wait(): Promise<void> {
    const [low, high] = this.betweenMs;
    const ms = low + this.#chance.uniform() * (high - low);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Picks a random item. */
  pick<T>(items: readonly T[]): T {
    return items[this.#chance.below(items.length)];
  }
}

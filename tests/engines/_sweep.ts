/**
 * The sweep that every engine runs, what its table must be, and what must not be
 * left of processes that were killed.
 *
 * @module
 */

import { random } from "../../lib/random.ts";

/** Trials of digits over a learning rate: each an eighth of a second or so. */
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

/** The arguments of Deno that run the command here, with the permissions of its task. */
export const PERCEPT = [
  ...["run", "--no-prompt", "--allow-read", "--allow-write=."],
  ...["--allow-env=INIT_CWD,NO_COLOR", "--ignore-env", MAIN],
];

/** Starts the command in a folder. */
export function start(folder: string, args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: [...PERCEPT, ...args],
    cwd: folder,
    env: { INIT_CWD: folder }, // that of this task is another
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a command left behind. */
export async function ended(process: Deno.ChildProcess) {
  const { code, stdout, stderr } = await process.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out, err };
}

/** The SHA-256 of the table of the trials that are over, or what is missing. */
export async function tableOf(folder: string, out: string): Promise<string> {
  const args = ["sweep", "spec.yaml", "--out", out, "--table", "--json"];
  const { code, out: text, err } = await ended(start(folder, args));
  return code === 0 ? JSON.parse(text).sha256 : `${code}: ${err}`;
}

/** What the table must be: one worker, nothing killed. */
export async function expectedTable(folder: string): Promise<string> {
  const args = ["spec.yaml", "--out", "whole", "--workers", "1", "--no-refit"];
  const { code, err } = await ended(start(folder, ["sweep", ...args]));
  if (code !== 0) throw new Error(err);
  return await tableOf(folder, "whole");
}

/** What is wrong with the folders of trials that are over. */
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

/** Kills processes by -9 at moments of chance, until so many were alive to be killed. */
export class Killer {
  readonly #chance: ReturnType<typeof random>;
  /** How many processes were killed. */
  kills = 0;

  /** Takes what the moments follow from, and between how many milliseconds they lie. */
  constructor(
    seed: number,
    readonly most: number,
    readonly betweenMs: readonly [low: number, high: number],
  ) {
    this.#chance = random(seed, "kills");
  }

  /** A wait of chance. */
  async wait(): Promise<void> {
    const [low, high] = this.betweenMs;
    const ms = low + this.#chance.uniform() * (high - low);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** One of some. */
  pick<T>(items: readonly T[]): T {
    return items[this.#chance.below(items.length)];
  }
}

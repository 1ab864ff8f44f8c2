/**
 * Runs a sweep without an engine: two processes share a folder, and are killed.
 *
 * @module
 */

import { removeFolder } from "./_shell.ts";
import {
  ended,
  expectedTable,
  faultsIn,
  Killer,
  specOf,
  start,
  tableOf,
} from "./_sweep.ts";

/** The size of the sweep, and the number of processes to kill. */
export interface KillOptions {
  readonly trials: number;
  readonly epochs: number;
  readonly kills: number;
  readonly seed: number;
}

/**
 * Runs a sweep in two processes with two workers each. Again and again, kills one of
 * the processes and starts it again.
 *
 * @returns Descriptions of the errors, and the number of processes that were killed.
 */
export async function killProcesses(
  folder: string,
  { kills, seed, ...facts }: KillOptions,
  expected?: string,
): Promise<{ readonly faults: string[]; readonly kills: number }> {
  await Deno.writeTextFile(
    `${folder}/spec.yaml`,
    specOf(facts.trials, facts.epochs),
  );
  const whole = expected ?? await expectedTable(folder);
  const killer = new Killer(seed, kills, [100, 900]);
  const out = `killed-${seed}`;
  const args = ["sweep", "spec.yaml", "--out", out, "--workers", "2"];
  const begin = () => {
    const process = start(folder, [...args, "--no-refit"]);
    const one = { process, outcome: ended(process), isOver: false };
    process.status.then(() => one.isOver = true);
    return one;
  };
  const running = [begin(), begin()];
  const faults: string[] = [];
  while (killer.kills < kills) {
    await killer.wait();
    const one = killer.pick(running), at = running.indexOf(one);
    if (one.isOver) { // all trials are finished
      const { code, err } = await one.outcome;
      if (code !== 0) faults.push(`exit ${code}: ${err}`);
      break;
    }
    one.process.kill("SIGKILL");
    killer.kills++;
    await one.outcome;
    running[at] = begin();
  }
  for (const { outcome } of running) {
    const { code, err } = await outcome;
    if (code !== 0) faults.push(`exit ${code}: ${err}`);
  }
  const table = await tableOf(folder, out);
  if (table !== whole) faults.push(`the table is ${table}, not ${whole}`);
  faults.push(...await faultsIn(`${folder}/${out}`, facts));
  await removeFolder(`${folder}/${out}`);
  return { faults, kills: killer.kills };
}

/**
 * Sweeps on engines that people have, by the files that `--for` prints, with trials
 * and the engine's own processes killed.
 *
 * @module
 */

import { bash } from "./_shell.ts";
import {
  ended,
  faultsIn,
  Killer,
  PERCEPT,
  specOf,
  start,
  tableOf,
} from "./_sweep.ts";

/** How much there is to do and to kill. */
export interface EngineOptions {
  readonly trials: number;
  readonly epochs: number;
  readonly kills: number;
  readonly seed: number;
  /** The SHA-256 that the table must have. */
  readonly expected: string;
}

/** What came of it. */
export interface EngineOutcome {
  /** What was wrong, in words. */
  readonly faults: string[];
  /** How many processes were killed, and how many of them were the engine's own. */
  readonly kills: number;
  readonly own: number;
  /** How often the file was run. */
  readonly runs: number;
}

/** An engine at work. */
interface Engine {
  /** The name that `--for` takes. */
  readonly name: "parallel" | "slurm";
  /** Runs the file, as a person would; the end is that of the engine's work. */
  run(file: string, folder: string): {
    readonly over: Promise<void>;
    /** Kills one of the engine's own processes, and starts it again where a system would. */
    killOwn(killer: Killer): Promise<boolean>;
  };
}

/** Has an engine do a sweep; the file is run again until every trial is over. */
export async function onEngine(
  engine: Engine,
  folder: string,
  { kills, seed, expected, ...facts }: EngineOptions,
): Promise<EngineOutcome> {
  const { name } = engine, out = `${name}-${seed}`;
  await Deno.writeTextFile(
    `${folder}/spec.yaml`,
    specOf(facts.trials, facts.epochs),
  );
  const as = ["--as", `${folder}/percept`];
  await Deno.mkdir(`${folder}/pids`, { recursive: true });
  const words = [Deno.execPath(), ...PERCEPT].map((word) => `'${word}'`);
  await Deno.writeTextFile(
    `${folder}/percept`,
    `#!/bin/bash\nexport INIT_CWD="$PWD"\n: > "${folder}/pids/$$"\nexec ${
      words.join(" ")
    } "$@"\n`,
    { mode: 0o755 },
  );
  const args = ["sweep", "spec.yaml", "--out", out];
  const printed = await ended(start(folder, [...as, ...args, "--for", name]));
  const lines = printed.out.trimEnd().split("\n").length;
  const faults: string[] = [];
  if (printed.code !== 0) faults.push(printed.err);
  if (lines > 15) faults.push(`the file has ${lines} lines`);
  const file = `${folder}/${name}.sh`;
  await Deno.writeTextFile(file, printed.out);
  const killer = new Killer(seed, kills, [150, 700]);
  let own = 0, runs = 0, table = "";
  for (; table !== expected && runs < 10; runs++) {
    const work = engine.run(file, folder);
    let isOver = false;
    work.over.then(() => isOver = true);
    while (!isOver) {
      await Promise.race([killer.wait(), work.over]);
      if (isOver || killer.kills >= kills) continue;
      const isOwn = killer.pick([true, false, false, false, false]);
      if (isOwn && await work.killOwn(killer)) {
        own++;
        killer.kills++;
      } else if (await killTrial(folder, killer)) killer.kills++;
    }
    await work.over;
    table = await tableOf(folder, out);
  }
  if (table !== expected) faults.push(`the table is ${table}, not ${expected}`);
  faults.push(...await faultsIn(`${folder}/${out}`, facts));
  await Deno.remove(`${folder}/${out}`, { recursive: true });
  return { faults, kills: killer.kills, own, runs };
}

/** Kills one of the processes that train a trial in a folder, if there is one. */
async function killTrial(folder: string, killer: Killer): Promise<boolean> {
  const { out } = await bash(
    `for f in pids/*; do p=\${f##*/}
       if [ "$(readlink /proc/$p/cwd)" = "$PWD" ]; then echo $p; else rm -f "$f"; fi
     done`,
    folder,
  );
  const alive = out.trim().split("\n").filter((pid) => pid !== "");
  if (alive.length === 0) return false;
  return (await bash(`kill -9 ${killer.pick(alive)}`)).code === 0;
}

/** GNU parallel, which is killed itself, too. */
export const parallel: Engine = {
  name: "parallel",
  run(file, folder) {
    const process = new Deno.Command("bash", {
      args: [file],
      cwd: folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    return {
      over: process.status.then(() => {}),
      async killOwn() {
        const { code } = await bash(
          `kill -9 $(ps --no-headers -o pid --ppid ${process.pid})`,
        );
        return code === 0;
      },
    };
  },
};

/** Slurm of two nodes, whose daemons are killed and started again. */
export function slurm(state: string): Engine {
  const conf = `export SLURM_CONF="${state}/slurm.conf"`;
  return {
    name: "slurm",
    run(file, folder) {
      const work = async () => {
        await bash(`${conf}; sbatch --output=/dev/null "${file}"`, folder);
        for (let waits = 0; waits < 1200; waits++) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          const { code, out } = await bash(`${conf}; squeue --noheader`);
          if (code === 0 && out.trim() === "") return;
          // what a system's manager and an operator do
          await bash(
            `${conf}; scontrol update nodename=n1,n2 state=resume; true`,
          );
        }
      };
      return {
        over: work(),
        async killOwn(killer) {
          const name = killer.pick(["slurmctld", "slurmd-n1", "slurmd-n2"]);
          const command = name === "slurmctld"
            ? "slurmctld"
            : `slurmd -N ${name.slice(-2)}`;
          const { code } = await bash(
            `${conf}; kill -9 $(cat "${state}/${name}.pid") && sleep 0.3 && ${command} >/dev/null 2>&1 </dev/null`,
          );
          return code === 0;
        },
      };
    },
  };
}

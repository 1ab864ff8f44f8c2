/**
 * Runs sweeps on GNU parallel and Slurm with the files that `--for` prints, and
 * kills processes of trials and of the engine.
 *
 * @module
 */

import { bash, removeFolder } from "./_shell.ts";
import {
  ended,
  faultsIn,
  Killer,
  PERCEPT,
  specOf,
  start,
  tableOf,
} from "./_sweep.ts";

/** The size of the sweep, and the number of processes to kill. */
export interface EngineOptions {
  readonly trials: number;
  readonly epochs: number;
  readonly kills: number;
  readonly seed: number;
  /** The expected SHA-256 of the table. */
  readonly expected: string;
}

/** The result of a sweep on an engine. */
export interface EngineOutcome {
  /** Descriptions of the errors. */
  readonly faults: string[];
  /** The number of processes that were killed. */
  readonly kills: number;
  /** The number of killed processes that were processes of the engine. */
  readonly own: number;
  /** The number of times that the file was run. */
  readonly runs: number;
}

/** An engine that runs the file of a sweep. */
interface Engine {
  /** The value of `--for`. */
  readonly name: "parallel" | "slurm";
  /** Runs the file; `over` resolves when the engine has finished. */
  run(file: string, folder: string): {
    readonly over: Promise<void>;
    /** Kills a process of the engine, and starts it again if a service manager would. */
    killOwn(killer: Killer): Promise<boolean>;
  };
}

/** Runs a sweep on an engine. The file is run again until every trial is finished. */
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
  for (; table !== expected && runs < kills + 10; runs++) {
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
  await removeFolder(`${folder}/${out}`);
  return { faults, kills: killer.kills, own, runs };
}

/** Kills one of the processes that are training a trial in a folder, if any. */
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

/** GNU parallel; the process `parallel` is killed, too. */
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

/** Slurm with two nodes; its daemons are killed and started again. */
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
          // as an operator would: return the nodes to service, and release tasks that
          // Slurm holds because a daemon died while it started them
          await bash(
            `${conf}; scontrol update nodename=n1,n2 state=resume
             squeue --noheader --states=PD --format='%F %r' | grep held | cut -d ' ' -f 1 |
               sort -u | xargs -r scontrol release; true`,
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

/**
 * `deno task test:engines`: runs a sweep in two processes, on GNU parallel and on
 * Slurm, and kills processes meanwhile. Lets two processes without a common lock train
 * the same trials, and checks the file for Kubernetes. A check whose programs are
 * missing and cannot be installed is skipped.
 *
 * @module
 */

import { areThere, bash, removeFolder } from "./_shell.ts";
import { expectedTable, specOf } from "./_sweep.ts";
import { onEngine, parallel, slurm } from "./engines.ts";
import { kubernetesJob } from "./kubernetes.ts";
import { killProcesses } from "./processes.ts";
import { twoWriters } from "./two_writers.ts";

const HERE = new URL("../../specs/engines/slurm-here.sh", import.meta.url);

/** Installs Debian packages, if possible. */
async function install(...packages: readonly string[]): Promise<void> {
  await bash(
    `test $(id -u) = 0 && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \\
     timeout 180 apt-get install -y -qq --no-install-recommends ${
      packages.join(" ")
    }`,
  );
}

/** The number that follows a flag. */
function flag(name: string, usual: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? usual : Number(Deno.args[at + 1]);
}

if (import.meta.main) {
  const trials = flag("trials", 12), epochs = flag("epochs", 40);
  const kills = flag("kills", 6), pairs = flag("pairs", 2);
  const seeds = Array.from({ length: flag("seeds", 1) }, (_, n) => n + 1);
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.realPath(
    await Deno.makeTempDir({ dir: "runs", prefix: "engines-" }),
  );
  let failed = 0;
  const say = (what: string, faults: readonly string[], facts = "") => {
    if (faults.length > 0) failed++;
    console.log(
      [`${what}: ${faults.length} faults${facts}`, ...faults].join("\n  "),
    );
  };
  const skip = (what: string, lacking: string) =>
    console.log(`${what}: skipped, without ${lacking}`);
  const facts = { trials, epochs };
  const { out } = await bash('d=$(mktemp -d) && chmod 755 "$d" && echo "$d"'); // a folder that other users can enter
  const state = `${out.trim()}/slurm`;
  try {
    if (!await areThere("parallel", "sbatch", "munged", "bindfs")) {
      await install("parallel", "slurm-wlm", "munge", "bindfs");
    }
    await Deno.writeTextFile(`${folder}/spec.yaml`, specOf(trials, epochs));
    const expected = await expectedTable(folder);
    console.log(`${trials} trials, one worker: the table is ${expected}`);
    for (const seed of seeds) {
      const options = { ...facts, kills, seed, expected };
      const killed = await killProcesses(folder, options, expected);
      say("processes", killed.faults, `, ${killed.kills} killed`);
      const engines = [
        ["GNU parallel", ["parallel"], parallel],
        ["Slurm", ["sbatch", "munged"], slurm(state)],
      ] as const;
      for (const [what, programs, engine] of engines) {
        if (!await areThere(...programs)) {
          skip(what, programs.join(" and "));
          continue;
        }
        if (engine.name === "slurm") {
          const line =
            `"${HERE.pathname}" start "${state}" >/dev/null 2>&1 </dev/null`;
          const { code } = await bash(line);
          if (code !== 0) {
            skip(what, "root, or room for its ports");
            continue;
          }
        }
        try {
          const { faults, kills, own, runs } = await onEngine(
            engine,
            folder,
            options,
          );
          const times = runs === 1 ? "once" : `${runs} times`;
          say(
            what,
            faults,
            `, ${kills} killed, ${own} of them its own; run ${times}`,
          );
        } finally {
          if (engine.name === "slurm") {
            await bash(`"${HERE.pathname}" stop "${state}"; rm -rf "${state}"`);
          }
        }
      }
    }
    const apart = `${folder}/writers`;
    await Deno.mkdir(apart);
    const both = await twoWriters(apart, pairs);
    if ("lacking" in both) skip("two writers", both.lacking);
    else {
      say("two writers without a common lock", both.faults, `, ${pairs} pairs`);
    }
    const job = await kubernetesJob(folder);
    if ("lacking" in job) skip("Kubernetes", job.lacking);
    else say("Kubernetes, by the types of a Job", job.faults);
  } finally {
    await removeFolder(folder);
    await bash(`rm -rf "${out.trim()}"`);
  }
  Deno.exit(failed > 0 ? 1 : 0);
}

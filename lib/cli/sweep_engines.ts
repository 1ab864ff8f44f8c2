/**
 * `sweep --for`: prints the file that runs a sweep on Slurm, GNU parallel or
 * Kubernetes.
 *
 * @module
 */

import type { Trials } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, UsageError } from "./flags.ts";
import { quoted, shownPath } from "./paths.ts";

/**
 * The largest number of tasks of a Slurm array. With 32 tasks, task 0 trains
 * trials 0, 32, 64 and so on, and task 1 trains trials 1, 33, 65 and so on.
 */
const TASKS = 32;

/**
 * The values that are inserted into the file for Slurm, GNU parallel or
 * Kubernetes.
 */
interface Facts {
  /** The sweep command, with the flags that every trial needs. */
  readonly command: string;
  readonly name: string;
  /** The folder of the sweep. */
  readonly path: string;
  readonly count: number;
}

const engines: Readonly<Record<string, (facts: Facts) => string>> = {
  slurm({ command, name, count }) {
    const tasks = Math.min(TASKS, count);
    return `#!/bin/bash
#SBATCH --job-name=${name} --array=0-${tasks - 1} --cpus-per-task=1
#SBATCH --requeue --open-mode=append --signal=B:TERM@60
# each task trains every ${tasks}th trial; a trial that was killed resumes
trap 'kill -TERM "$child"' TERM
for try in 1 2 3 4; do
  ${command} --workers 1 --trial "$SLURM_ARRAY_TASK_ID-${
      count - 1
    }/${tasks}" & child=$!
  wait "$child"; code=$?
  [ "$code" -gt 128 ] && { wait "$child"; code=$?; } # wait until the trial is saved
  case $code in 0 | 2 | 130) exit "$code" ;; esac
done
exit 1
`;
  },
  parallel({ command, path, count }) {
    return `#!/bin/bash
# one trial per core; run the file again to resume trials that failed or were killed
mkdir -p ${path}
parallel --jobs 100% --retries 3 --joblog ${path}/joblog --resume-failed \\
  ${command} --workers 1 --trial ::: $(seq 0 ${count - 1})
`;
  },
  kubernetes({ command, name, count }) {
    const label = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "sweep";
    return `apiVersion: batch/v1
kind: Job
metadata: { name: ${label} }
spec: # the image must have deno and percept; the volume claim "sweep" must be ReadWriteMany
  { completionMode: Indexed, completions: ${count}, parallelism: 8, backoffLimitPerIndex: 3,
  podFailurePolicy: { rules: [{ action: Ignore, onPodConditions: [{ type: DisruptionTarget, status: "True" }] },
    { action: FailIndex, onExitCodes: { operator: In, values: [2] } }] },
  template: { spec: { restartPolicy: Never, volumes: [{ name: work, persistentVolumeClaim: { claimName: sweep } }],
    containers: [{ name: trial, image: "percept:latest", workingDir: /work,
      resources: { requests: { cpu: "1", memory: 1Gi } }, volumeMounts: [{ name: work, mountPath: /work }],
      command: [sh, -c, ${
      JSON.stringify(
        `exec ${command} --workers 1 --trial $JOB_COMPLETION_INDEX`,
      )
    }] }] } } }
`;
  },
};

/**
 * Returns the text of the file for Slurm, GNU parallel or Kubernetes.
 *
 * @throws {UsageError} If `--for` is not `slurm`, `parallel` or `kubernetes`.
 */
export function engineFile(
  flags: Flags,
  typed: string,
  trials: Trials,
  path: string,
): string {
  const engine = flags.text("for")!;
  if (!Object.hasOwn(engines, engine)) {
    throw new UsageError(
      `--for must be one of ${Object.keys(engines).join(", ")}: found ${
        JSON.stringify(engine)
      }`,
    );
  }
  const given = ["set", "seed", "max-memory", "data", "mirror", "out"]
    .flatMap((name) =>
      flags.texts(name).map((value) => `--${name} ${quoted(value)}`)
    );
  return engines[engine]({
    command: [COMMAND, "sweep", quoted(typed), ...given].join(" "),
    name: trials.spec.name,
    path: quoted(shownPath(path)),
    count: trials.count,
  }).trimEnd();
}

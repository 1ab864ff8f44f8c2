/**
 * Checks the file for Kubernetes against the types of a Job, since no cluster is
 * available.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { ended, specOf, start } from "./_sweep.ts";

const CONFIG = new URL("../kubernetes/deno.json", import.meta.url).pathname;

/** Checks a value against the type of a Job; returns the type errors, or an empty text. */
async function faultOf(value: unknown, folder: string): Promise<string> {
  const file = `${folder}/job.ts`;
  await Deno.writeTextFile(
    file,
    `import type { IJob } from "kubernetes-models/batch/v1/Job";
export const job = ${JSON.stringify(value)} satisfies IJob;\n`,
  );
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${CONFIG}`, "--frozen", file],
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stderr);
  return code === 0 ? "" : said;
}

/** Checks the file that `--for kubernetes` prints; returns the errors, or what is not installed. */
export async function kubernetesJob(
  folder: string,
): Promise<{ readonly faults: string[] } | { readonly lacking: string }> {
  await Deno.writeTextFile(`${folder}/spec.yaml`, specOf(12, 3));
  const { out } = await ended(
    start(folder, ["sweep", "spec.yaml", "--for", "kubernetes"]),
  );
  const job = parse(out) as {
    metadata: { name: string };
    spec: Record<string, unknown>;
  };
  const minimal = {
    ...{ apiVersion: "batch/v1", kind: "Job", metadata: { name: "a" } },
    spec: { template: { spec: { containers: [{ name: "a" }] } } },
  };
  const lacking = await faultOf(minimal, folder);
  if (lacking !== "") return { lacking: "the package kubernetes-models" };
  const faults: string[] = [];
  const fault = await faultOf(job, folder);
  if (fault !== "") faults.push(fault);
  // these values must fail; otherwise the check above proves nothing
  const wrong = [
    { ...job, spec: { ...job.spec, completions: "forty" } },
    { ...job, spec: { ...job.spec, completion: 40 } },
  ];
  for (const one of wrong) {
    if (await faultOf(one, folder) === "") {
      faults.push(`a Job with ${Object.keys(one.spec).join()} passed`);
    }
  }
  const { completions, parallelism } = job.spec;
  if (completions !== 12 || parallelism !== 8) {
    faults.push(`${completions} completions, ${parallelism} at a time`);
  }
  const lines = out.trimEnd().split("\n").length;
  if (lines > 15) faults.push(`the file has ${lines} lines`);
  return { faults };
}

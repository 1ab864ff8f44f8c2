/**
 * Writes the HTML reports of one run and of several runs, and checks them with
 * html-validate: `deno task test:page`. The test is skipped with a message if
 * html-validate is not available.
 *
 * @module
 */

import { apart } from "./_apart.ts";

/** Runs the command of this checkout. Returns its output. */
async function percept(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write=runs"],
      ...["--ignore-env", "lib/cli/main.ts", ...args],
    ],
  }).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (success) return out;
  throw new Error(err);
}

if (import.meta.main) {
  const validate = await apart("page/validate.js");
  if (validate.lacking !== undefined) {
    console.log("skipped: html-validate is not there and cannot be fetched");
    Deno.exit(0);
  }
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "runs" });
  try {
    const pages: string[] = [];
    for (const name of ["digits", "xor", "anscombe"]) {
      const run = `${folder}/${name}`;
      await percept("train", `specs/${name}.yaml`, "--report", "--out", run);
      pages.push(`${run}/report.html`);
    }
    const many = `${folder}/many`;
    await percept(
      ...["sweep", "specs/digits.yaml", "--report", "--out", many],
      ...["--set", "validation.fraction=0.2", "--set", "epochs=2"],
      ...["--set", "learningRate=[0.1, 0.5]", "--set", "seed=3"],
      ...["--set", "layers[0].activation=[relu, sigmoid]"],
    );
    pages.push(`${many}/report.html`);
    const runs = ["digits", "xor"].map((name) => `${folder}/${name}`);
    const both = `${folder}/both.html`;
    await Deno.writeTextFile(
      both,
      await percept("explain", ...runs, "--report"),
    );
    pages.push(both);
    const permissions = ["--allow-read", "--allow-env", "--allow-sys"];
    const { out, error } = await validate.run(permissions, ...pages);
    console.log(error ?? (out || `${pages.length} pages are right`));
    Deno.exitCode = error || out ? 1 : 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { inProject, type Outcome, outcome, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const rows = Array.from(
  { length: 20 },
  (_, r) => `${r},${20 - r},${r < 10 ? "a" : "b"}\n`,
);
const spec = `name: sorted
dataset: { csv: sorted.csv, label: kind }
layers: [{ units: 2 }]
loss: crossEntropy
learningRate: 0.1
epochs: 2
`;

const augment = inProject("specs/ladder/mlp-800-elastic.yaml");

/** Puts a table and its spec in a folder that is not there yet. */
function lay(folder: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/sorted.csv`, `x,y,kind\n${rows.join("")}`);
  Deno.writeTextFileSync(`${folder}/spec.yaml`, spec);
}

/** Runs a task as a person does, in a folder outside the project. */
async function task(folder: string, ...args: string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", inProject("deno.json"), ...args],
    cwd: folder,
    env: { INIT_CWD: folder }, // else that of the test's own task
    stdout: "piped",
    stderr: "piped",
  });
  return await outcome(command.spawn());
}

for (const name of ["notes, 2026", "a,b", "it's $HOME, [1]"]) {
  Deno.test({
    ...needing(`tasks write in a folder called ${name}`, COMMAND),
    fn: () =>
      inTemporaryFolder(async (parent) => {
        const folder = `${parent}/${name}`;
        lay(folder);
        const writes: [args: string[], written: string][] = [
          [["init", "mine"], "mine.yaml"],
          [["train", "spec.yaml", "--out", "here"], "here"],
        ];
        if (name.startsWith("notes")) {
          writes.push(
            [["train", "spec.yaml"], "runs"],
            [["evaluate", "runs/sorted"], "runs"],
            [["export", "here", "--to", "js", "--out", "net.js"], "net.js"],
            [
              [
                "data",
                "show",
                "digits",
                "--augment",
                augment,
                "--out",
                "s.png",
              ],
              "s.png",
            ],
          );
        }
        for (const [args, written] of writes) {
          const { code, err } = await task(folder, ...args);
          assertEquals(code, 0, err);
          assertStringIncludes(names(folder).join(" "), written);
        }
        assertEquals(names(parent), [name]);
      }),
  });
}

Deno.test({
  ...needing(
    "tasks may not write in a folder whose path comes after a comma in another's",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (parent) => {
      const other = `${parent}/other`;
      Deno.mkdirSync(other);
      const folder = `${parent}/x,${other}`;
      lay(folder);
      for (
        const args of [["init", `${other}/net`], [
          ...["train", "spec.yaml", "--out", `${other}/run`],
        ]]
      ) {
        const { code, err } = await task(folder, ...args);
        assertEquals(code, 1);
        assertMatch(
          err,
          /^error: no permission to write .*, since tasks may write only in the folder where they are started; to run the command with this permission, type\n {2}deno run /m,
        );
      }
      assertEquals(names(other), []);
    }),
});

Deno.test({
  ...needing(
    "the refusal of a file in another folder names the flag that allows it",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (parent) => {
      const project = `${parent}/project`, disk = `${parent}/disk`;
      lay(project);
      lay(disk);
      Deno.removeSync(`${project}/sorted.csv`);
      const link = `Deno.symlinkSync("../disk/sorted.csv", "linked.csv")`;
      const linked = new Deno.Command(Deno.execPath(), {
        args: ["eval", link],
        cwd: project,
      });
      assertEquals((await linked.output()).code, 0);
      const paths = ["../disk/sorted.csv", `${disk}/sorted.csv`, "linked.csv"];
      for (const path of paths) {
        for (const verb of ["train", "explain"] as const) {
          const args = ["spec.yaml", "--set", `dataset.csv=${path}`];
          const { code, err } = await run(verb, project, ...args);
          assertEquals(code, 1);
          const real = Deno.realPathSync(disk);
          const flag = ["--data", real];
          assertStringIncludes(
            err,
            `found ${real}/sorted.csv, in another folder; to allow this folder, add ${
              flag.join(" ")
            }\n`,
          );
          const allowed = await run(verb, project, ...args, ...flag);
          assertEquals(allowed.code, 0, allowed.err);
        }
      }
    }),
});

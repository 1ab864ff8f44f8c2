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

/** Creates a folder with a table and its spec. */
function lay(folder: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/sorted.csv`, `x,y,kind\n${rows.join("")}`);
  Deno.writeTextFileSync(`${folder}/spec.yaml`, spec);
}

/** Runs a task of the project in a folder outside of the project. */
async function task(folder: string, ...args: string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", inProject("deno.json"), ...args],
    cwd: folder,
    // otherwise the variable of the task of the tests is used
    env: { INIT_CWD: folder },
    stdout: "piped",
    stderr: "piped",
  });
  return await outcome(command.spawn());
}

for (const name of ["notes, 2026", "a,b", "it's $HOME, [1]"]) {
  Deno.test({
    ...needing(`tasks write in a folder with the name ${name}`, COMMAND),
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
    "tasks may not write in a folder whose path is after a comma in the path of another folder",
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
          /^error: no permission to write .*, since deno tasks may write only in the folder where they are started; to run the command with this permission, type\n {2}deno run /m,
        );
      }
      assertEquals(names(other), []);
    }),
});

Deno.test({
  ...needing(
    "the error for a file in another folder suggests the flag that allows it",
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

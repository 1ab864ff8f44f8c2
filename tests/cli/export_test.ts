import { assertEquals, assertMatch } from "@std/assert";
import { compile, saveModel } from "../../mod.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/** Writes a run folder with a model. */
async function withModel(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/runs/and`, { recursive: true });
  const mlp = compile({
    name: "and",
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  await saveModel(mlp, `${folder}/runs/and/model.safetensors`);
}

Deno.test({
  ...needing(
    "export writes a file next to the model, and overwrites only with --overwrite",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      await withModel(folder);
      const js = `${folder}/runs/and/model.js`;
      await t.step("a run's folder", async () => {
        const { code, out, err } = await run(
          ...["export", folder, "runs/and", "--to", "js"] as const,
        );
        assertEquals([code, err], [0, ""]);
        assertMatch(
          out,
          /^runs\/and\/model\.js: [\d,]+ bytes; to run the exported network:\n/,
        );
        assertEquals((await import(`file://${js}`)).predict([0, 0]).length, 1);
      });
      await t.step("an existing file is refused", async () => {
        await Deno.writeTextFile(js, "mine");
        const { code, err } = await run(
          ...["export", folder, "runs/and", "--to", "js"] as const,
        );
        assertEquals(code, 2);
        assertMatch(err, /^error: runs\/and\/model\.js already exists/);
        assertEquals(await Deno.readTextFile(js), "mine");
      });
      await t.step(
        "an existing file is replaced with --overwrite",
        async () => {
          const { code } = await run(
            ...["export", folder, "runs/and/model.safetensors"] as const,
            ...["--to", "js", "--overwrite"],
          );
          assertEquals(code, 0);
          assertMatch(await Deno.readTextFile(js), /^export function predict/m);
        },
      );
      await t.step(
        "TypeScript checks the types of the exported module",
        async () => {
          const user = `import { classes, predict } from "./runs/and/model.js";
const [answer]: Float32Array = predict([0, 1]);
const names: readonly string[] = classes;
// @ts-expect-error: no numbers
predict("01");
console.log(answer, names);`;
          await Deno.writeTextFile(`${folder}/user.ts`, user);
          const { code, stderr } = await new Deno.Command(Deno.execPath(), {
            args: ["check", "--quiet", "user.ts"],
            cwd: folder,
          }).output();
          assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
        },
      );
      await t.step("--out and --json", async () => {
        const { code, out } = await run(
          ...["export", folder, "runs/and", "--to", "js"] as const,
          ...["--out", "mine.js", "--json"],
        );
        const { size } = await Deno.stat(`${folder}/mine.js`);
        assertEquals(code, 0);
        assertEquals(JSON.parse(out), {
          file: "mine.js",
          format: "js",
          bytes: size,
          lines: [
            'import { predictRow } from "./mine.js";',
            "const row = [0, 0]; // 2 numbers",
            "const said = predictRow(row); // { values }: the keys are positions, counted from 0",
            "console.log(said);",
          ],
        });
      });
      assertEquals(names(`${folder}/runs/and`), [
        "model.js",
        "model.safetensors",
      ]);
    }),
});

Deno.test({
  ...needing("export reports an error in one line", COMMAND),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      await withModel(folder);
      await Deno.writeTextFile(`${folder}/other.txt`, "no model");
      const cases: [args: string[], code: number, err: RegExp][] = [
        [
          [],
          2,
          /^error: MODEL is missing; type the folder of a run, or the path of a model file/,
        ],
        [["runs/and"], 2, /^error: --to must be one of js.*: found none/],
        [["runs/and", "--to", "pdf"], 2, /^error: --to must .*: found pdf/],
        [["nowhere", "--to", "js"], 2, /^error: nowhere must be a model or/],
        [["other.txt", "--to", "js"], 1, /other\.txt is not a model: /],
        [
          ["runs", "--to", "js"],
          2,
          /^error: runs must be a model or the folder/,
        ],
      ];
      for (const [args, code, err] of cases) {
        await t.step(args.join(" ") || "nothing", async () => {
          const outcome = await run("export", folder, ...args);
          assertEquals([outcome.code, outcome.out], [code, ""]);
          assertMatch(outcome.err, err);
          assertEquals(outcome.err.trimEnd().split("\n").length, 1);
        });
      }
    }),
});

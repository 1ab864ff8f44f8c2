import { assertEquals } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject } from "../cli/_command.ts";
import { differing, expected, readFile } from "./_expected.ts";
import { exports } from "./exported.ts";
import { lacking, needing, programs } from "../_needing.ts";
import { bundle, pack } from "./pack.ts";
import { files } from "./portable.ts";

/** The test needs Node.js, npm and tar, and Deno to make the package. */
const NODE = lacking("read", "write", "deno") ||
  programs("node", "npm", "tar");

/** The output of a program. */
async function printed(
  folder: string,
  command: string,
  ...args: string[]
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: folder,
  }).output();
  const [out, err] = [stdout, stderr]
    .map((bytes) => new TextDecoder().decode(bytes).trim());
  assertEquals(err, "");
  return out;
}

/** The output of a program in Node.js. */
async function inNode(folder: string, program: string): Promise<string> {
  const args = ["--input-type=module", "--eval", program];
  return await printed(folder, "node", ...args);
}

/** Prints the results of the tasks in Node.js. */
const PROGRAM = `
import { readFile } from "node:fs/promises";
import { answers } from "./works.js";
const found = JSON.stringify(await answers((path) => readFile(path)));
process.stdout.write(found, () => process.exit()); // whatever has not ended`;

/**
 * A correct program. The compiler finds the error in its last line only if the
 * package has types.
 */
const TYPED = `
import { compile, type Mlp, type SpecInput } from "@percept/nn";
const spec: SpecInput = { name: "a", layers: [{ units: 1 }], learningRate: 1, epochs: 1 };
const mlp: Mlp = compile(spec, { inputs: 2 });
export const name: string = mlp.spec.name;
// @ts-expect-error it is text
export const wrong: number = mlp.spec.name;
`;

Deno.test({
  ...needing(
    "the npm package and a minified bundle have the same results in Node.js as in Deno, to the bit",
    NODE,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const must = await expected(folder);
      for (const path of Object.values(files)) {
        await Deno.mkdir(`${folder}/${path}`.replace(/[^/]*$/, ""), {
          recursive: true,
        });
        await Deno.writeFile(`${folder}/${path}`, await readFile(path));
      }
      await Deno.writeTextFile(`${folder}/package.json`, `{"type":"module"}`);
      const entry = inProject("tests/elsewhere/portable.ts");
      const works = `${folder}/works.js`;

      await t.step("the npm package, installed offline", async () => {
        const flags = ["--offline", "--no-audit", "--no-fund", "--silent"];
        const cache = `--cache=${folder}/cache`;
        const tarball = await pack(folder);
        await printed(folder, "npm", "install", ...flags, cache, tarball);
        await bundle(entry, works, "--external=@percept/nn");
        const found = JSON.parse(await inNode(folder, PROGRAM));
        assertEquals(differing(found, must), []);
      });
      await t.step("the types in the npm package", async () => {
        const options = { strict: true, lib: ["esnext", "dom"] };
        await Deno.writeTextFile(
          `${folder}/deno.json`,
          JSON.stringify({
            ...{ nodeModulesDir: "manual", compilerOptions: options },
            lock: false,
          }),
        );
        await Deno.writeTextFile(`${folder}/typed.ts`, TYPED);
        const args = ["check", "--quiet", "typed.ts"];
        await printed(folder, Deno.execPath(), ...args);
      });
      await t.step("a minified bundle", async () => {
        await bundle(entry, works, "--minify");
        const found = JSON.parse(await inNode(folder, PROGRAM));
        assertEquals(differing(found, must), []);
      });
    }),
});

Deno.test({
  ...needing(
    "exported networks of digits, of every layer type, of a table and of a regression predict the same bits in Deno and Node.js",
    NODE,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { files, expected } = await exports();
      await Deno.writeTextFile(`${folder}/package.json`, `{"type":"module"}`);
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${folder}/${name}`, text);
      }
      const { answer } = await import(`file://${folder}/all.js`);
      assertEquals(answer(), expected);
      const program =
        `import("./all.js").then(({ answer }) => console.log(answer()))`;
      assertEquals(await inNode(folder, program), expected);
    }),
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { bundleXor } from "./_bundle.ts";
import { exports } from "./exported.ts";
import { trainXor } from "./xor.ts";
import { lacking, needing } from "../_needing.ts";

/** Needs Node.js, and a folder to put its modules into. */
const NODE = lacking("read", "write", "deno", "node") || missing("node");

/** Why a program cannot be run, or `""` if it can. */
function missing(program: string): string {
  try {
    new Deno.Command(program, { args: ["--version"] }).outputSync();
    return "";
  } catch {
    return `there is no ${program}`;
  }
}

/** What a program of Node.js prints. */
async function inNode(folder: string, program: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("node", {
    args: ["--input-type=module", "--eval", program],
    cwd: folder,
  }).output();
  const [printed, errors] = [stdout, stderr]
    .map((bytes) => new TextDecoder().decode(bytes).trim());
  assertEquals(errors, "");
  return printed;
}

Deno.test({
  ...needing("the bundled module trains XOR in Node.js to the same bits", NODE),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await bundleXor(folder);
      const printed = await inNode(
        folder,
        `import("./xor.js").then(async (m) => console.log(await m.trainXor()))`,
      );
      assertEquals(printed, await trainXor());
      assertStringIncludes(printed, "0 1 1 0, model ");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  ...needing(
    "exported digits, a table and a regression answer in Deno and Node.js as here, to the bit",
    NODE,
  ),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
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
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { bundleXor } from "./_bundle.ts";
import { exports } from "./exported.ts";
import { trainXor } from "./xor.ts";

function lacking(): string | undefined {
  const needs: Deno.PermissionDescriptor[] = [
    { name: "read" },
    { name: "write", path: "/tmp" },
    { name: "run", command: Deno.build.os === "windows" ? "node.exe" : "node" },
  ];
  if (needs.some((n) => Deno.permissions.querySync(n).state !== "granted")) {
    return "it needs --allow-read, --allow-write and --allow-run=deno,node";
  }
  try {
    new Deno.Command("node", { args: ["--version"] }).outputSync();
    return undefined;
  } catch {
    return "there is no Node.js";
  }
}

const skipped = lacking();

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
  name: "the bundled module trains XOR in Node.js to the same bits" +
    (skipped ? ` (skipped: ${skipped})` : ""),
  ignore: skipped !== undefined,
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
  name:
    "exported digits, a table and a regression answer in Deno and Node.js as here, to the bit" +
    (skipped ? ` (skipped: ${skipped})` : ""),
  ignore: skipped !== undefined,
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

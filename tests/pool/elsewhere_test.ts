import { assertEquals } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { lacking, needing, programs } from "../_needing.ts";
import { augmented, folds } from "./_program.ts";
import { watching } from "./_workers.ts";

const PROGRAM = new URL("./_program.ts", import.meta.url).href;
const ROOT = new URL("../../", import.meta.url);

/** A command that takes longer counts as hanging. */
const HANG_MS = 300_000;

/** The output of a command. */
async function run(command: string, ...args: string[]): Promise<string> {
  const controller = new AbortController();
  const { signal } = controller;
  const child = new Deno.Command(command, { args, cwd: ROOT, signal });
  const timer = setTimeout(() => controller.abort(), HANG_MS);
  try {
    const { stdout, stderr } = await child.output();
    const texts = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    if (signal.aborted) texts.push("it hangs");
    return texts.map((text) => text.trim()).filter(Boolean).join("\n");
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A program that prints "started" (to detect a second start), the results of
 * `_program.ts`, and a line when workers have distorted images, or if there are
 * no workers.
 */
const main = (before = "") => `
import { augmented, folds } from ${JSON.stringify(PROGRAM)};
${before}
let answers = 0;
const Plain = globalThis.Worker;
if (Plain) {
  globalThis.Worker = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.answer instanceof Uint8Array) answers++;
      });
    }
  };
}
console.log("started");
console.log(await folds());
console.log(await augmented());
for (let epochs = 40; Plain && answers === 0; epochs *= 4) await augmented(epochs);
console.log("distorted by workers");
`;

Deno.test({
  ...needing(
    "folds and augmentation give the same bits in every host, and the program ends",
    lacking("read", "write", "deno"),
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const alone = await watching(
        async () => [await folds(), await augmented()],
        { instead: undefined },
      );
      const expected = ["started", ...alone, "distorted by workers"].join("\n");
      const [plain, without, bundle, small] = [
        "plain.js",
        "without.js",
        "bundle.js",
        "small.js",
      ]
        .map((name) => `${folder}/${name}`);
      const none = "delete globalThis.SharedArrayBuffer;";
      await Deno.writeTextFile(plain, main());
      await Deno.writeTextFile(without, main(none));
      const deno = Deno.execPath();
      const config = `--config=${new URL("deno.json", ROOT).pathname}`;
      for (const [path, ...flags] of [[bundle], [small, "--minify"]]) {
        const output = ["--platform=browser", "-o", path];
        await run(
          deno,
          "bundle",
          "--quiet",
          config,
          ...flags,
          ...output,
          plain,
        );
      }
      const denoRun = ["run", "--no-prompt", "--no-check", config];
      const cases: [name: string, ...args: string[]][] = [
        ["Deno", ...denoRun, "--allow-read", plain],
        ["without permissions", ...denoRun, plain],
        ["without SharedArrayBuffer", ...denoRun, "--allow-read", without],
        ["bundled", ...denoRun, "--allow-read", bundle],
        ["bundled, without permissions", ...denoRun, bundle],
        ["bundled, minified", ...denoRun, "--allow-read", small],
        ["Node.js, bundled", bundle],
      ];
      for (const [name, ...args] of cases) {
        const command = name.startsWith("Node.js") ? "node" : deno;
        await t.step({
          ...needing(name, command === "node" ? programs("node") : ""),
          fn: async () => assertEquals(await run(command, ...args), expected),
        });
      }
    }),
});

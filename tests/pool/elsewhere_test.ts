import { assertEquals } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { augmented, folds } from "./_program.ts";
import { watching } from "./_workers.ts";

const PROGRAM = new URL("./_program.ts", import.meta.url).href;
const ROOT = new URL("../../", import.meta.url);

function lacking(): string | undefined {
  const needs: Deno.PermissionDescriptor[] = [
    { name: "read" },
    { name: "write", path: "/tmp" },
    { name: "run", command: Deno.execPath() },
  ];
  return needs.some((n) => Deno.permissions.querySync(n).state !== "granted")
    ? "it needs --allow-read, --allow-write and --allow-run=deno"
    : undefined;
}

const skipped = lacking();

/** What a command prints, within 30 seconds. */
async function run(command: string, ...args: string[]): Promise<string> {
  const controller = new AbortController();
  const { signal } = controller;
  const child = new Deno.Command(command, { args, cwd: ROOT, signal });
  const timer = setTimeout(() => controller.abort(), 30_000);
  try {
    const { stdout, stderr } = await child.output();
    const texts = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    if (signal.aborted) texts.push("still running after 30 seconds");
    return texts.map((text) => text.trim()).filter(Boolean).join("\n");
  } finally {
    clearTimeout(timer);
  }
}

/** Whether there is Node.js. */
function hasNode(): boolean {
  try {
    return new Deno.Command("node", { args: ["--version"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/**
 * A program that prints a line when it starts, so that a second start shows, then
 * what `_program.ts` computes, and whether workers distort pictures, if there are
 * workers.
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
  name: "folds and augmentation give the same bits in every host, and end" +
    (skipped ? ` (skipped: ${skipped})` : ""),
  ignore: skipped !== undefined,
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
        const ignore = command === "node" && !hasNode();
        await t.step({
          name: name + (ignore ? " (skipped: there is no Node.js)" : ""),
          ignore,
          fn: async () => assertEquals(await run(command, ...args), expected),
        });
      }
    }),
});

/**
 * Checks that everything above `disk/` runs in browsers and Node.js too: its
 * types, with those of a browser and of Node.js 20's language in place of Deno's. `deno task ok` runs it.
 *
 * @module
 */

import { librarySources, ROOT } from "./_tree.ts";

/** The files that must do without Deno; `mod.ts` itself loads `disk/`. */
function portable(): string[] {
  return librarySources().map(({ path }) => path)
    .filter((path) => !/^lib\/(disk|cli)\/|_bench\.ts$/.test(path));
}

/** The project's config with the types of a browser, for a file in any folder. */
function browserConfig(): string {
  const { imports, compilerOptions, workspace } = readJson(
    new URL("deno.json", ROOT),
  );
  for (const member of workspace) {
    const folder = new URL(`${member}/`, ROOT);
    const { name, exports } = readJson(new URL("deno.json", folder));
    for (
      const [path, file] of Object.entries<string>(
        typeof exports === "string" ? { ".": exports } : exports,
      )
    ) imports[name + path.slice(1)] = new URL(file, folder).href;
  }
  const language = ["es2023", "es2024.string"]; // what Node.js 20 has
  const lib = [...language, "dom", "dom.iterable", "dom.asynciterable"];
  const options = { ...compilerOptions, lib };
  return JSON.stringify({ imports, compilerOptions: options, lock: false });
}

// deno-lint-ignore no-explicit-any -- a config has many shapes
function readJson(url: URL): any {
  return JSON.parse(Deno.readTextFileSync(url));
}

/**
 * Checks files with the types of a browser.
 *
 * @param folder Where the config may be written.
 * @returns What is wrong; nothing if all is right.
 */
export function checkInBrowser(
  files: readonly string[],
  folder: string,
): string {
  const config = `${folder}/browser.json`;
  Deno.writeTextFileSync(config, browserConfig());
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${config}`, ...files],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).outputSync();
  return success ? "" : new TextDecoder().decode(stderr);
}

if (import.meta.main) {
  Deno.mkdirSync("runs", { recursive: true });
  const problem = checkInBrowser(portable(), "runs");
  if (problem) console.error(problem);
  Deno.exitCode = problem ? 1 : 0;
}

/**
 * Checks that all code above `disk/` runs in browsers and Node.js: it must
 * compile with the types of a browser and of Node.js 20 instead of those of
 * Deno. `deno task ok` runs this check.
 *
 * @module
 */

import { librarySources, ROOT } from "./_tree.ts";

/**
 * The files that may not use Deno. `mod.ts` is not one of them, since it loads
 * `disk/`.
 */
function portable(): string[] {
  return librarySources().map(({ path }) => path)
    .filter((path) => !/^lib\/(disk|cli)\/|_bench\.ts$/.test(path));
}

/**
 * The project's config with the types of a browser; the config file may be in
 * any folder.
 */
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
  const language = ["es2023", "es2024.string"]; // supported by Node.js 20
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
 * @param folder The folder for the config file.
 * @returns The errors, or an empty text.
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

/**
 * Checks the order of `lib/` that a lint rule cannot check, since it sees only
 * one file at a time. There are no import cycles of files or of folders in the
 * same folder, and `lib/README.md` has the same table of modules as `lint.ts`.
 * `deno task ok` runs this check; `--write` writes the table.
 *
 * @module
 */

import { librarySources, ROOT } from "./_tree.ts";
import { MODULES } from "./lint.ts";

/** The imported paths of each path. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The imports among the source files of `lib/`, including `import()`. */
export function importsOf(
  sources: readonly { readonly path: string; readonly text: string }[],
): Imports {
  const COMMENT_OR_TEXT =
    /\/\*.*?\*\/|\/\/[^\n]*|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)/gs;
  const IMPORT =
    /^\s*(?:import|export)\b[^"';]*?\bfrom\s*["'](\.[^"']+)["']|\bimport\(?\s*["'](\.[^"']+)["']/gm;
  return new Map(sources.map(({ path, text }) => {
    const code = text.replace(COMMENT_OR_TEXT, (_, text = "") => text);
    const paths = [...code.matchAll(IMPORT)].map(([, plain, late]) =>
      new URL(plain ?? late, `file:///${path}`).pathname.slice(1)
    );
    return [path, paths];
  }));
}

/**
 * An import cycle that ends with its first path, or undefined if there is none.
 */
export function circle(imports: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (
    path: string,
    way: readonly string[],
  ): string[] | undefined => {
    const start = way.indexOf(path);
    if (start >= 0) return [...way.slice(start), path];
    if (done.has(path)) return undefined;
    for (const next of imports.get(path) ?? []) {
      const found = visit(next, [...way, path]);
      if (found) return found;
    }
    done.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const found = visit(path, []);
    if (found) return found;
  }
  return undefined;
}

/** The imports between folders in the same folder, derived from their files. */
export function foldersOf(imports: Imports): Imports {
  const folders = new Map<string, string[]>();
  for (const [path, targets] of imports) {
    for (const target of targets) {
      const [from, to] = [path.split("/"), target.split("/")];
      const depth = 1 + from.findIndex((name, at) => name !== to[at]);
      if (depth >= Math.min(from.length, to.length)) continue; // one of them is a file
      const folder = from.slice(0, depth).join("/");
      const beside = to.slice(0, depth).join("/");
      folders.set(folder, [...folders.get(folder) ?? [], beside]);
    }
  }
  return folders;
}

/** One import for each step of a cycle of files or folders. */
export function arrows(imports: Imports, around: readonly string[]): string[] {
  const isIn = (path: string, place: string) =>
    path === place || path.startsWith(`${place}/`);
  return around.slice(1).flatMap((to, at) =>
    [...imports].flatMap(([path, targets]) =>
      targets.filter((target) => isIn(path, around[at]) && isIn(target, to))
        .map((target) => `${path} imports ${target}`)
    ).slice(0, 1)
  );
}

const MARK = "<!-- modules -->";

/** The table of modules in Markdown, before `deno fmt`. */
function table(): string {
  const rows = Object.entries(MODULES).map(([name, holds]) => {
    const file = name.endsWith(".ts") ? name : `${name}/mod.ts`;
    const target = name === "cli" ? "cli/main.ts" : file;
    const title = name.endsWith(".ts") ? name : `${name}/`;
    return `| [\`${title}\`](./${target}) | ${holds} |`;
  });
  return ["| module | what it holds |", "| --- | --- |", ...rows].join("\n");
}

/** The page with the new table between its two marks. */
function withTable(page: string): string {
  const [before, , after] = page.split(MARK);
  return `${before}${MARK}\n\n${table()}\n\n${MARK}${after}`;
}

/**
 * The page without differences that `deno fmt` makes: spaces, and the width of
 * columns.
 */
function plain(page: string): string {
  return page.replace(/-{3,}/g, "---").replace(/\s+/g, " ");
}

if (import.meta.main) {
  const url = new URL("lib/README.md", ROOT);
  const page = Deno.readTextFileSync(url);
  const imports = importsOf(librarySources());
  for (
    const [what, found] of [
      ["files", circle(imports)],
      ["folders", circle(foldersOf(imports))],
    ] as const
  ) {
    if (!found) continue;
    console.error(`${what} of lib/ must not import each other in a circle: found
  ${arrows(imports, found).join("\n  ")}`);
    Deno.exitCode = 1;
  }
  if (Deno.args.includes("--write")) {
    Deno.writeTextFileSync(url, withTable(page));
  } else if (plain(withTable(page)) !== plain(page)) {
    console.error(
      "lib/README.md must have the table of modules of tests/house/lint.ts: found another; to write it:\n  deno task modules",
    );
    Deno.exitCode = 1;
  }
}

/**
 * Holds `lib/` to its order where a lint rule, which sees one file at a time,
 * cannot: no files import each other in a circle, nor do folders that lie beside
 * each other, and `lib/README.md` shows the table of modules as `lint.ts` has it.
 * `deno task ok` runs it; `--write` writes the table.
 *
 * @module
 */

import { librarySources, ROOT } from "./_tree.ts";
import { MODULES } from "./lint.ts";

/** The paths that each path imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What the sources of `lib/` import of each other; late imports too. */
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

/** A circle of imports, its first path repeated at the end; none if there is none. */
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

/** What each folder imports of the folders beside it, by the files in them. */
export function foldersOf(imports: Imports): Imports {
  const folders = new Map<string, string[]>();
  for (const [path, targets] of imports) {
    for (const target of targets) {
      const [from, to] = [path.split("/"), target.split("/")];
      const depth = 1 + from.findIndex((name, at) => name !== to[at]);
      if (depth >= Math.min(from.length, to.length)) continue; // a file, not a folder
      const folder = from.slice(0, depth).join("/");
      const beside = to.slice(0, depth).join("/");
      folders.set(folder, [...folders.get(folder) ?? [], beside]);
    }
  }
  return folders;
}

/** One import for each arrow of a circle, of files in its folders or of its files. */
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

/** A page with the table between its marks. */
function withTable(page: string): string {
  const [before, , after] = page.split(MARK);
  return `${before}${MARK}\n\n${table()}\n\n${MARK}${after}`;
}

/** A page without what `deno fmt` may change: blanks and the width of columns. */
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

/**
 * Checks the links in all Markdown files. The linked file must exist, and also
 * the heading if a link has one. If the text of a link is a single name in code
 * type, the file must contain this name. `deno task ok` runs this check.
 *
 * @module
 */

import { ROOT } from "./_tree.ts";

/** A broken link. */
export interface BrokenLink {
  readonly line: number;
  readonly target: string;
  readonly message: string;
}

/**
 * The links of a text whose file, heading or name does not exist.
 *
 * @param read Returns the text of a file, or undefined if it does not exist.
 */
export function brokenLinks(
  text: string,
  read: (target: string) => string | undefined,
): BrokenLink[] {
  const broken: BrokenLink[] = [];
  const prose = text.replace(
    /^```.*?^```/gms,
    (block) => block.replace(/[^\n]/g, ""),
  );
  for (const { 1: words, 2: target, index } of prose.matchAll(LINK)) {
    if (/^[a-z]+:/.test(target)) continue; // another site
    const line = prose.slice(0, index).split("\n").length;
    const [file, anchor] = target.split("#");
    const found = file === "" ? text : read(file);
    const name = words.match(/^`([A-Za-z]\w+)`$/)?.[1];
    if (found === undefined) {
      broken.push({ line, target, message: "there is no such file" });
    } else if (name && !new RegExp(`\\b${name}\\b`).test(found)) {
      broken.push({ line, target, message: `there is no ${name} in it` });
    } else if (anchor && !/\.ts$/.test(file) && !anchors(found).has(anchor)) {
      broken.push({ line, target, message: `there is no heading #${anchor}` });
    }
  }
  return broken;
}

/** The anchors that GitHub gives the headings of a page. */
function anchors(page: string): Set<string> {
  const found = new Set<string>();
  const headings = page.replace(/^```.*?^```/gms, "").matchAll(/^#+ (.*)$/gm);
  for (const [, heading] of headings) {
    const name = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = name;
    for (let n = 1; found.has(anchor); n++) anchor = `${name}-${n}`;
    found.add(anchor);
  }
  return found;
}

const LINK = /\[([^\]]*)\]\(([^)\s]+)\)/g;

/** The Markdown files of the project, without third-party files. */
function* pages(folder: URL): Iterable<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (/^(\.|node_modules$|runs$|vendor$)/.test(name)) continue;
    if (isDirectory) yield* pages(new URL(`${name}/`, folder));
    else if (name.endsWith(".md")) yield new URL(name, folder);
  }
}

/** The text of a file; an empty text for a folder. */
function textAt(url: URL): string | undefined {
  try {
    return Deno.statSync(url).isFile ? Deno.readTextFileSync(url) : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  for (const page of pages(ROOT)) {
    const text = Deno.readTextFileSync(page);
    const read = (target: string) => textAt(new URL(target, page));
    for (const { line, target, message } of brokenLinks(text, read)) {
      const path = page.href.slice(ROOT.href.length);
      console.error(`${path}:${line} ${target}: ${message}`);
      Deno.exitCode = 1;
    }
  }
}

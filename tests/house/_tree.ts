/**
 * The folder of the checkout, and the files of `lib/`.
 *
 * @module
 */

/** The folder of the checkout. */
export const ROOT: URL = new URL("../../", import.meta.url);

/** A source file of `lib/`. */
export interface Source {
  /** The path from the checkout: `lib/spec/parse.ts`. */
  readonly path: string;
  readonly url: URL;
  readonly text: string;
}

/** The TypeScript files of `lib/`, sorted by path. */
export function librarySources(): Source[] {
  const sources: Source[] = [];
  const visit = (folder: string) => {
    for (
      const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))
    ) {
      if (isDirectory) visit(`${folder}${name}/`);
      if (!name.endsWith(".ts")) continue;
      const path = `${folder}${name}`;
      const url = new URL(path, ROOT);
      sources.push({ path, url, text: Deno.readTextFileSync(url) });
    }
  };
  visit("lib/");
  return sources.sort((a, b) => a.path < b.path ? -1 : 1);
}

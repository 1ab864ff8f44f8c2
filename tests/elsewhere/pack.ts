/**
 * Makes an npm package of the library for Node.js and bundlers. It has one
 * module without imports, its types, and the license notices of the bundled
 * packages. `deno task pack` writes the tarball to `runs/`.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url).pathname;

/** The file name of the tarball. */
const TARBALL = `percept-nn-${config.version}.tgz`;

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    cwd: ROOT,
  }).output();
  if (success) return;
  throw new Error(`${command} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}

/** Bundles an entry file and its imports into one file for any host. */
export async function bundle(
  entry: string,
  file: string,
  ...flags: string[]
): Promise<void> {
  const all = ["--quiet", "--platform=browser", ...flags, "-o", file, entry];
  await run(Deno.execPath(), "bundle", ...all);
}

/**
 * Writes the tarball.
 *
 * @param folder An absolute path: the folder for the tarball and temporary
 * files.
 * @returns The path of the tarball.
 */
export async function pack(folder: string): Promise<string> {
  const to = `${folder}/package`, made = `${folder}/made`;
  for (const path of [to, made]) await Deno.mkdir(path, { recursive: true });
  await bundle("mod.ts", `${to}/mod.js`);
  await run( // this also makes the type declarations
    ...[Deno.execPath(), "pack", "--quiet", "--allow-dirty"] as const,
    ...["--no-source-maps", `--output=${made}/all.tgz`],
  );
  await run("tar", "-xzf", `${made}/all.tgz`, "-C", made);
  await copyTypes(`${made}/package`, to, "mod.d.ts");
  await Deno.writeTextFile(
    `${to}/THIRD-PARTY.txt`,
    await notices(await Deno.readTextFile(`${to}/mod.js`)),
  );
  for (const name of ["README.md", "LICENSE"]) {
    await Deno.copyFile(`${ROOT}${name}`, `${to}/${name}`);
  }
  const { name, version, license } = config;
  const described = {
    ...{ name, version, license, type: "module", sideEffects: false },
    description: "Neural networks from a YAML or JSON spec",
    exports: { ".": { types: "./mod.d.ts", default: "./mod.js" } },
    engines: { node: ">=20" },
  };
  await Deno.writeTextFile(
    `${to}/package.json`,
    `${JSON.stringify(described, null, 2)}\n`,
  );
  await run("tar", "-czf", `${folder}/${TARBALL}`, "-C", folder, "package");
  for (const path of [to, made]) await Deno.remove(path, { recursive: true });
  return `${folder}/${TARBALL}`;
}

/** Copies a file of type declarations, and those that it imports. */
async function copyTypes(from: string, to: string, path: string) {
  const text = await Deno.readTextFile(`${from}/${path}`);
  const folder = path.replace(/[^/]*$/, "");
  await Deno.mkdir(`${to}/${folder}`, { recursive: true });
  await Deno.writeTextFile(`${to}/${path}`, text);
  for (const [, other] of text.matchAll(/ from "(\.[^"]*)\.js"/g)) {
    const { pathname } = new URL(`${folder}${other}.d.ts`, "file:///");
    const isThere = await Deno.stat(to + pathname).then(
      () => true,
      () => false,
    );
    if (!isThere) await copyTypes(from, to, pathname.slice(1));
  }
}

/**
 * The copyright notices and licenses of the packages that are named in the
 * comments of a bundle.
 */
async function notices(bundled: string): Promise<string> {
  const packages = new Map<string, Set<string>>();
  const files = bundled.matchAll(
    /^\/\/ (.*\/registry\.npmjs\.org\/((?:@[^/]+\/)?[^/]+\/[^/]+)\/.*)$/gm,
  );
  for (const [, file, name] of files) {
    const path = new URL(file, `file://${ROOT}`).pathname;
    const license = `${
      path.slice(0, path.indexOf(name) + name.length)
    }/LICENSE`;
    const notices = packages.get(name) ?? new Set();
    packages.set(name, notices);
    const text = await Deno.readTextFile(license).catch(() => undefined);
    if (text !== undefined) notices.add(text.trim());
    else { // deno-std, which has them in its files
      const source = await Deno.readTextFile(path);
      for (const [, line] of source.matchAll(/^\/\/ (Copyright .*)$/gm)) {
        notices.add(line);
      }
    }
  }
  const unnamed = [...packages].filter(([, notices]) => notices.size === 0);
  if (packages.size === 0 || unnamed.length > 0) {
    throw new Error(`no license found: ${unnamed.map(([name]) => name)}`);
  }
  const texts = [...packages].map(([name, notices]) =>
    `${name}\n\n${[...notices].join("\n")}\n`
  );
  return `mod.js has parts of these packages; LICENSE is the text of the MIT license.\n\n${
    texts.join("\n\n")
  }`;
}

if (import.meta.main) {
  await Deno.mkdir("runs", { recursive: true });
  await pack(`${ROOT}runs`);
  console.log(`npm install runs/${TARBALL}`);
}

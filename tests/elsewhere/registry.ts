/**
 * A local server that replaces jsr.io. It serves the files that `deno publish`
 * would publish, and the packages of `@std` that they import. With it, the
 * command can be installed and run as from the real registry.
 *
 * @see https://jsr.io/docs/api
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import { sha256 } from "../../lib/format/mod.ts";

const ROOT = new URL("../../", import.meta.url);

/** A package: its files by path, and its exports. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Replaces the names in `deno.json` by full specifiers, like JSR does. */
function published(text: string): string {
  const names: Readonly<Record<string, string>> = config.imports;
  return text.replace(
    /(\bfrom |\bimport\(\s*|\bimport )"([^"./][^"]*)"/g,
    (all, before, specifier: string) => {
      const name = Object.keys(names).find((name) =>
        specifier === name || specifier.startsWith(`${name}/`)
      );
      if (name === undefined) return all;
      return `${before}"${names[name]}${specifier.slice(name.length)}"`;
    },
  );
}

async function read(
  folder: URL,
  excluded: (path: string) => boolean,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const walk = async (path: string) => {
    for await (
      const { name, isDirectory } of Deno.readDir(new URL(path, folder))
    ) {
      const inside = `${path}${name}`;
      if (name.startsWith(".") || excluded(inside)) continue;
      if (isDirectory) await walk(`${inside}/`);
      else {
        const bytes = await Deno.readFile(new URL(inside, folder));
        files.set(
          inside.replace(/^\.\//, "/"),
          inside.endsWith(".ts")
            ? new TextEncoder().encode(
              published(new TextDecoder().decode(bytes)),
            )
            : bytes,
        );
      }
    }
  };
  await walk("./");
  return files;
}

async function packages(): Promise<Package[]> {
  const left = [
    "./tests",
    "./vendor",
    "./runs",
    "./data",
    "./node_modules",
    "./deno.lock",
  ];
  const own: Package = {
    name: config.name,
    version: config.version,
    exports: config.exports,
    files: await read(
      ROOT,
      (path) => left.includes(path) || path.endsWith("_bench.ts"),
    ),
  };
  const members = config.workspace.map(async (member): Promise<Package> => {
    const folder = new URL(`${member}/`, ROOT);
    const { name, version, exports } = JSON.parse(
      await Deno.readTextFile(new URL("deno.json", folder)),
    );
    return { name, version, exports, files: await read(folder, () => false) };
  });
  return [own, ...await Promise.all(members)];
}

/** Starts the server for the packages. */
export async function serveRegistry(): Promise<
  { readonly url: string } & AsyncDisposable
> {
  const answers = new Map<string, BodyInit>();
  for (const { name, version, exports, files } of await packages()) {
    const manifest: Record<string, unknown> = {};
    for (const [path, bytes] of files) {
      const checksum = `sha256-${await sha256(bytes)}`;
      manifest[path] = { size: bytes.length, checksum };
      answers.set(`/${name}/${version}${path}`, bytes);
    }
    const [scope, short] = name.slice(1).split("/");
    const versions = { [version]: {} };
    answers.set(
      `/${name}/meta.json`,
      JSON.stringify({ scope, name: short, latest: version, versions }),
    );
    answers.set(
      `/${name}/${version}_meta.json`,
      JSON.stringify({ manifest, exports }),
    );
  }
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const { pathname } = new URL(request.url);
      const answer = answers.get(pathname);
      if (answer === undefined) return new Response(null, { status: 404 });
      const type = pathname.endsWith(".ts")
        ? "text/typescript"
        : pathname.endsWith(".json")
        ? "application/json"
        : "application/octet-stream";
      return new Response(answer, { headers: { "content-type": type } });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}

if (import.meta.main) console.log((await serveRegistry()).url);

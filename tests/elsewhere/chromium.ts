/**
 * Runs the tasks of `portable.ts` and exported networks in headless Chromium,
 * and compares all bits with the results of the command line and of Deno. Run
 * it with `deno task test:chromium`. It is skipped with a message if Chromium
 * is not installed.
 *
 * @module
 */

import { differing, expected, readFile } from "./_expected.ts";
import { type Exports, exports } from "./exported.ts";
import { bundle } from "./pack.ts";
import { files } from "./portable.ts";

/** A page, with its address and the headers of its server. */
interface Page {
  readonly host: string;
  /** Whether the page may share memory with workers. */
  readonly isolated: boolean;
  /**
   * Properties that the page must have; if they differ, it is the wrong kind of
   * page.
   */
  readonly facts: {
    readonly isSecureContext: boolean;
    readonly crossOriginIsolated: boolean;
    readonly SharedArrayBuffer: string;
    readonly subtle: string;
  };
}

const pages: Readonly<Record<string, Page>> = {
  "a page": {
    host: "127.0.0.1", // browsers treat this address as secure
    isolated: false,
    facts: {
      isSecureContext: true,
      crossOriginIsolated: false,
      SharedArrayBuffer: "undefined",
      subtle: "object",
    },
  },
  "a cross-origin isolated page": {
    host: "127.0.0.1",
    isolated: true,
    facts: {
      isSecureContext: true,
      crossOriginIsolated: true,
      SharedArrayBuffer: "function",
      subtle: "object",
    },
  },
  "a page of plain http": {
    host: "plain.test",
    isolated: false,
    facts: {
      isSecureContext: false,
      crossOriginIsolated: false,
      SharedArrayBuffer: "undefined",
      subtle: "undefined",
    },
  },
};

const PAGE = `<!doctype html><title>works</title><script type="module">
const read = async (path) =>
  new Uint8Array(await (await fetch("/" + path)).arrayBuffer());
const work = async () => {
  const { answers } = await import("/works.js");
  const { answer } = await import("/all.js");
  const facts = {
    isSecureContext,
    crossOriginIsolated,
    SharedArrayBuffer: typeof globalThis.SharedArrayBuffer,
    subtle: typeof crypto.subtle,
  };
  return {
    "what the page is": JSON.stringify(facts),
    "exported networks": answer(),
    ...await answers(read),
  };
};
const found = await work().catch((error) => ({ "the page's error": String(error.stack ?? error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(found) });
</script>`;

/** Whether Chromium can be started. */
function hasChromium(): boolean {
  try {
    const { success } = new Deno.Command("chromium", { args: ["--version"] })
      .outputSync();
    return success;
  } catch {
    return false;
  }
}

/** Serves a page, opens it in a new browser, and waits for its results. */
async function inChromium(
  folder: string,
  served: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>>,
  { host, isolated }: Page,
): Promise<Record<string, string>> {
  const result = Promise.withResolvers<string>();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
  }, async (request) => {
    const path = new URL(request.url).pathname.slice(1);
    if (path === "result") result.resolve(await request.text());
    const body = path === "" ? PAGE : served.get(path);
    const kind = path === "" ? "html" : "javascript";
    const headers = new Headers({ "content-type": `text/${kind}` });
    if (isolated) {
      headers.set("cross-origin-opener-policy", "same-origin");
      headers.set("cross-origin-embedder-policy", "require-corp");
    }
    return new Response(body, { headers, status: body ? 200 : 404 });
  });
  const profile = await Deno.makeTempDir({ dir: folder });
  const browser = new Deno.Command("chromium", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP plain.test 127.0.0.1",
      `--user-data-dir=${Deno.cwd()}/${profile}`,
      "--remote-debugging-port=0", // otherwise the browser exits after the page has loaded
      `http://${host}:${server.addr.port}/`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const late = setTimeout(
    () => result.reject(new Error("the page must answer within 10 minutes")),
    600_000,
  );
  try {
    return JSON.parse(await result.promise);
  } finally {
    clearTimeout(late);
    browser.kill();
    await browser.status;
    await server.shutdown();
  }
}

/**
 * The files beside the page: the library, exported networks, and the files that
 * the tasks read.
 */
async function serving(
  folder: string,
  exported: Exports,
): Promise<Map<string, string | Uint8Array<ArrayBuffer>>> {
  const works = `${folder}/works.js`;
  await bundle("tests/elsewhere/portable.ts", works, "--minify");
  const served = new Map<string, string | Uint8Array<ArrayBuffer>>([
    ["works.js", await Deno.readTextFile(works)],
    ...Object.entries(exported.files),
  ]);
  for (const path of Object.values(files)) {
    served.set(path, await readFile(path));
  }
  return served;
}

/**
 * Removes a folder, even if the last processes of the browser still write to
 * it.
 */
async function clear(folder: string): Promise<void> {
  for (let left = 50;; left--) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

if (import.meta.main) {
  if (!hasChromium()) {
    console.log("skipped: there is no chromium to run");
    Deno.exit(0);
  }
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "runs" });
  try {
    const exported = await exports();
    const must = await expected(`${Deno.cwd()}/${folder}`);
    const served = await serving(folder, exported);
    for (const [name, page] of Object.entries(pages)) {
      const all = {
        "the page's error": undefined,
        "what the page is": JSON.stringify(page.facts),
        "exported networks": exported.expected,
        ...must,
      };
      const found = await inChromium(folder, served, page);
      const wrong = differing(found, all), count = Object.keys(all).length;
      console.log(`${name}: ${count - wrong.length} of ${count} as in Deno`);
      for (const line of wrong) console.log(`  WRONG: ${line}`);
      if (wrong.length > 0) Deno.exitCode = 1;
    }
  } finally {
    await clear(folder);
  }
}

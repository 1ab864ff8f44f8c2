/**
 * Trains XOR in headless Chromium and here, asks exported networks in both, and
 * compares the bits: run as `deno task test:chromium`. Says so and is content
 * where there is no Chromium.
 *
 * @module
 */

import { bundleXor } from "./_bundle.ts";
import { type Exports, exports } from "./exported.ts";
import { trainXor } from "./xor.ts";

const PAGE = `<!doctype html><title>xor</title><script type="module">
const { trainXor } = await import("/xor.js");
const { answer } = await import("/all.js");
const work = async () => [await trainXor(), answer()].join("\\n");
const body = await work().catch((error) => String(error.stack ?? error));
await fetch("/result", { method: "POST", body });
</script>`;

/** Whether there is a Chromium to start. */
function hasChromium(): boolean {
  try {
    const { success } = new Deno.Command("chromium", { args: ["--version"] })
      .outputSync();
    return success;
  } catch {
    return false;
  }
}

/** Serves the page, opens it, and waits for what it sends back. */
async function inChromium(folder: string, exported: Exports): Promise<string> {
  const scripts: Record<string, string> = {
    ...exported.files,
    "xor.js": await Deno.readTextFile(await bundleXor(folder)),
  };
  const result = Promise.withResolvers<string>();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
  }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/result") result.resolve(await request.text());
    const script = scripts[pathname.slice(1)];
    const [type, body] = script
      ? ["text/javascript", script]
      : ["text/html", PAGE];
    return new Response(body, { headers: { "content-type": type } });
  });
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
      `--user-data-dir=${Deno.cwd()}/${folder}/profile`,
      "--remote-debugging-port=0", // without it a page that loaded ends the browser
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const late = setTimeout(
    () =>
      result.reject(
        new Error("the page must answer within 60 s: found silence"),
      ),
    60_000,
  );
  try {
    return await result.promise;
  } finally {
    clearTimeout(late);
    browser.kill();
    await browser.status;
    await server.shutdown();
  }
}

/** Removes a folder that the browser's last processes may still write to. */
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
    const here = [await trainXor(), exported.expected];
    const there = (await inChromium(folder, exported)).split("\n");
    console.log(`Deno:     ${here[0]}\nChromium: ${there[0]}`);
    const count = exported.expected.split(" ").length;
    const same = here[1] === there[1] ? "the same" : "not the same";
    console.log(`${count} answers of exported networks are ${same}`);
    Deno.exitCode = here.join("\n") === there.join("\n") ? 0 : 1;
  } finally {
    await clear(folder);
  }
}

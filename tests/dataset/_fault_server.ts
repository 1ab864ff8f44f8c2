/**
 * A mirror on this machine that does one thing wrong in each of its folders.
 *
 * @module
 */

import { type Bytes, bytes, gzip, rezipped } from "./_fixture.ts";

/** What a folder does with a request for a file. */
type Fault = (request: Request) => Response | Promise<Response>;

/** A mirror that runs, and what was asked of it. */
export interface FaultServer {
  /** The address of a folder. */
  url(folder: string): URL;
  /** The paths asked for, in order. */
  readonly asked: string[];
  /** Ends it, with whatever it is in the middle of. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves one gzip file under every name. */
export async function serveFaults(zipped: Bytes): Promise<FaultServer> {
  const plain = await new Response(
    new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip")),
  ).bytes();
  const page = "<!doctype html><title>Sign in to the network</title>";
  const damaged = zipped.slice();
  damaged[zipped.length - 6] ^= 1; // in the checksum
  const another = await gzip(plain.toReversed());
  const html = { headers: { "content-type": "text/html" } };

  const faults: Record<string, Fault> = {
    good: () => new Response(zipped),
    rezipped: () => new Response(rezipped(zipped)),
    unpacked: () => new Response(plain),
    encoded: () =>
      new Response(zipped, { headers: { "content-encoding": "gzip" } }),
    moved: (request) => Response.redirect(request.url.replace("moved", "good")),
    page: () => new Response(page, html),
    missing: () => new Response(page, { status: 404, ...html }),
    busy: () => new Response("later", { status: 503 }),
    empty: () => new Response(),
    cut: () => new Response(zipped.slice(0, -20)),
    damaged: () => new Response(damaged),
    doubled: () => new Response(bytes(zipped, zipped)),
    another: () => new Response(another),
    longer: () => new Response(new Uint8Array(plain.length + 2 ** 16 + 1)),
    endless: () => new Response(endless(new Uint8Array(2 ** 14))),
    badlyEncoded: () =>
      new Response(plain, { headers: { "content-encoding": "gzip" } }),
    loop: (request) => Response.redirect(request.url),
    stalled: () => new Response(stalled(zipped.slice(0, 20))),
    silent: () => new Promise(() => {}),
  };

  const asked: string[] = [];
  const over = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: over.signal, onListen() {} },
    (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return faults[pathname.split("/")[1]](request);
    },
  );
  return {
    url: (folder) => new URL(`http://127.0.0.1:${server.addr.port}/${folder}/`),
    asked,
    async [Symbol.asyncDispose]() {
      over.abort();
      await server.finished;
    },
  };
}

/** A server that promises more bytes than it sends, and hangs up. */
export function serveShort(sent: Bytes): URL & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(2 ** 12));
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${2 * sent.length}\r\n`;
      await connection.write(
        bytes(new TextEncoder().encode(`${head}\r\n`), sent),
      );
      connection.close();
    }
  })();
  return Object.assign(new URL(`http://127.0.0.1:${listener.addr.port}/`), {
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  });
}

/** An address where nothing listens. */
export function nowhere(): URL {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return new URL(`http://127.0.0.1:${port}/`);
}

function endless(piece: Bytes): ReadableStream<Bytes> {
  return new ReadableStream({ pull: (stream) => stream.enqueue(piece) });
}

function stalled(piece: Bytes): ReadableStream<Bytes> {
  return new ReadableStream({ start: (stream) => stream.enqueue(piece) });
}

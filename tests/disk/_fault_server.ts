/**
 * A mirror on this machine. Each of its folders has one fault. `_raw_faults.ts`
 * has the faults below HTTP.
 *
 * @module
 */

import { pause } from "../../lib/disk/_pause.ts";
import { type Bytes, bytes, gzip, rezipped } from "../dataset/_fixture.ts";
import { rawFaults, serveRaw } from "./_raw_faults.ts";

/** Answers a request for a file. */
type Fault = (file: File, request: Request) => Response | Promise<Response>;

/** A file of the mirror. */
interface File {
  readonly zipped: Bytes;
  readonly plain: Bytes;
  /** The number of earlier requests for this file in this folder. */
  readonly before: number;
  /** The address of this folder. */
  readonly here: string;
}

const page = "<!doctype html><title>Sign in to the network</title>";
const html = { headers: { "content-type": "text/html" } };
const asGzip = { headers: { "content-encoding": "gzip" } };

let zippedZeros: Promise<Bytes> | undefined;

/** 16 MiB of zeros, compressed once. */
const bomb = () => zippedZeros ??= gzip(new Uint8Array(2 ** 24));

/** A response with a status, and with a page if the status allows a body. */
const status = (status: number, headers: HeadersInit = {}) => () =>
  new Response([204, 304].includes(status) ? null : page, { status, headers });

/** A redirect to another folder, file or address. */
const sendOn = (status: number, to: string) => ({ here }: File) =>
  new Response(null, {
    status,
    headers: { location: to.replace("HERE", here) },
  });

/** Returns a copy with changed bytes. */
function changed(file: Bytes, change: (copy: Bytes) => void): Bytes {
  const copy = file.slice();
  change(copy);
  return copy;
}

/** Unusual answers from which a download must still get the file. */
export const survivable: Record<string, Fault> = {
  good: ({ zipped }) => new Response(zipped),
  rezipped: ({ zipped }) => new Response(rezipped(zipped)),
  unpacked: ({ plain }) => new Response(plain),
  encoded: ({ zipped }) => new Response(zipped, asGzip),
  moved: sendOn(302, "/good/"),
  movedForGood: sendOn(308, "HERE/good/"),
  movedFar: sendOn(301, "../moved/"),
  asPage: ({ zipped }) => new Response(zipped, html),
  withoutLength: ({ zipped }) => new Response(new Blob([zipped]).stream()),
  inPieces: ({ zipped }) => new Response(pieces(zipped, 97)),
  busyOnce: ({ zipped, before }) =>
    before > 0 ? new Response(zipped) : status(503)(),
  busyForNow: ({ zipped, before }) =>
    before > 0 ? new Response(zipped) : status(429, { "retry-after": "0" })(),
  busyUntil: ({ zipped, before }) =>
    before > 0
      ? new Response(zipped)
      : status(503, { "retry-after": "Tue, 14 Nov 2023 22:13:20 GMT" })(),
  brokenOnce: ({ zipped, before }) =>
    before > 0 ? new Response(zipped) : status(502)(),
  late: async ({ zipped }) => {
    await pause(200);
    return new Response(zipped);
  },
};

/** Faults without a usable file, which end soon. */
export const faults: Record<string, Fault> = {
  page: () => new Response(page, html),
  pageForAll: () => new Response(page, { status: 203, ...html }),
  missing: status(404),
  forbidden: status(403),
  unauthorised: status(401, { "www-authenticate": "Basic" }),
  gone: status(410),
  failing: status(500),
  badGateway: status(502),
  busy: status(503),
  tooSlow: status(504),
  tooMany: status(429, { "retry-after": "-1" }),
  nothing: status(204),
  unchanged: status(304),
  partial: ({ zipped }) =>
    new Response(zipped.slice(0, 50), {
      status: 206,
      headers: { "content-range": `bytes 0-49/${zipped.length}` },
    }),
  empty: () => new Response(),
  cut: ({ zipped }) => new Response(zipped.slice(0, -20)),
  cutByOne: ({ zipped }) => new Response(zipped.slice(0, -1)),
  cutUnpacked: ({ plain }) => new Response(plain.slice(0, -1)),
  firstHalf: ({ zipped }) => new Response(zipped.slice(0, zipped.length >> 1)),
  damaged: ({ zipped }) =>
    new Response(changed(zipped, (copy) => copy[copy.length - 6] ^= 1)),
  oneBit: ({ zipped }) =>
    new Response(changed(zipped, (copy) => copy[copy.length >> 1] ^= 8)),
  oneBitUnpacked: ({ plain }) =>
    new Response(changed(plain, (copy) => copy[copy.length >> 1] ^= 8)),
  doubled: ({ zipped }) => new Response(bytes(zipped, zipped)),
  trailing: ({ zipped }) => new Response(bytes(zipped, 0, 0, 0)),
  leading: ({ zipped }) => new Response(bytes(10, zipped)),
  zippedTwice: async ({ zipped }) => new Response(await gzip(zipped)),
  another: async ({ plain }) => new Response(await gzip(plain.toReversed())),
  longer: ({ plain }) =>
    new Response(new Uint8Array(plain.length + 2 ** 16 + 1)),
  endless: () => new Response(endless(new Uint8Array(2 ** 14))),
  bomb: async () => new Response(await bomb()),
  encodedBomb: async () => new Response(await bomb(), asGzip),
  badlyEncoded: ({ plain }) => new Response(plain, asGzip),
  cutEncoded: ({ zipped }) => new Response(zipped.slice(0, -20), asGzip),
  loop: sendOn(302, "/loop/"),
  thereAndBack: sendOn(307, "/backAndThere/"),
  backAndThere: sendOn(307, "/thereAndBack/"),
  elsewhere: sendOn(302, "http://127.0.0.1:9/"),
  toFile: sendOn(302, "file:///etc/hostname"),
  toNowhere: sendOn(302, "http://[/"),
  withoutPlace: () => new Response(null, { status: 302 }),
};

/** Faults that a download detects only by a timeout. */
export const slowFaults: Record<string, Fault> = {
  silent: () => new Promise(() => {}),
  stalled: ({ zipped }) => new Response(stalled(zipped.slice(0, 20))),
  stalledAtOnce: () => new Response(stalled(new Uint8Array())),
  busyThenSilent: ({ before }) =>
    before > 0 ? new Promise(() => {}) : status(503, { "retry-after": "3" })(),
  busyForLong: status(429, { "retry-after": "86400" }),
};

/**
 * A fault that a download detects only by the long timeout for slow downloads.
 */
const drip: Record<string, Fault> = {
  drip: () => new Response(dripping()),
};

/** A running mirror, and its requests. */
export interface FaultServer {
  /** The address of a folder. */
  url(folder: string): URL;
  /** The paths of the requests, in order. */
  readonly asked: string[];
  /** Stops the mirror, also during a response. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves gzip files by their names, or one file under every name. */
export async function serveFaults(
  files: Bytes | Record<string, Bytes>,
): Promise<FaultServer> {
  const all: Record<string, Fault> = {
    ...survivable,
    ...faults,
    ...slowFaults,
    ...drip,
  };
  const zippedFiles = files instanceof Uint8Array ? { "": files } : files;
  const known = new Map<string, { zipped: Bytes; plain: Bytes }>();
  for (const [name, zipped] of Object.entries(zippedFiles)) {
    const stream = new Blob([zipped]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    known.set(name, { zipped, plain: await new Response(stream).bytes() });
  }
  const find = (name: string) => known.get(name) ?? known.get("")!;

  const asked: string[] = [];
  const over = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: over.signal, onListen() {} },
    async (request) => {
      const { pathname, origin } = new URL(request.url);
      const before = asked.filter((path) => path === pathname).length;
      asked.push(pathname);
      const [, folder, name] = pathname.split("/");
      const file = { ...find(name), before, here: origin };
      const response = await all[folder](file, request);
      const location = response.headers.get("location");
      if (location?.endsWith("/")) {
        response.headers.set("location", `${location}${name}`);
      }
      return response;
    },
  );
  const raw = serveRaw((name) => find(name).zipped);
  return {
    url: (folder) =>
      folder in rawFaults
        ? new URL(`http://127.0.0.1:${raw.port}/${folder}/`)
        : new URL(`http://127.0.0.1:${server.addr.port}/${folder}/`),
    asked,
    async [Symbol.asyncDispose]() {
      over.abort();
      await server.finished;
      // of a client whose cancellation has not arrived yet
      drips.forEach(clearInterval);
      await raw.close();
    },
  };
}

/** An address without a server. */
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
  return new ReadableStream({
    start: (stream) => piece.length > 0 ? stream.enqueue(piece) : undefined,
  });
}

/** The timers of the slow responses. */
const drips = new Set<ReturnType<typeof setInterval>>();

function dripping(): ReadableStream<Bytes> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(stream) {
      timer = setInterval(() => stream.enqueue(bytes(0x1f)), 50);
      drips.add(timer);
    },
    cancel: () => clearInterval(timer),
  });
}

function pieces(file: Bytes, length: number): ReadableStream<Bytes> {
  return ReadableStream.from((function* () {
    for (let at = 0; at < file.length; at += length) {
      yield file.slice(at, at + length);
    }
  })());
}

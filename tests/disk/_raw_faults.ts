/**
 * A server on this machine that violates HTTP or TCP.
 *
 * @module
 */

import { type Bytes, bytes } from "../dataset/_fixture.ts";

const text = (words: string) => new TextEncoder().encode(words);

/**
 * The bytes that a folder sends before it closes the connection. `before` is
 * the number of earlier requests.
 */
type RawFault = (file: Bytes, before: number) => Iterable<Uint8Array>;

/** A response that starts with correct headers. */
const answer = (headers: string, ...body: ArrayLike<number>[]) => [
  bytes(text(`HTTP/1.1 200 OK\r\n${headers}\r\n`), ...body),
];

/**
 * The faults by folder. Only `hungUpOnce` and `shortOnce` send the file, at the
 * second request.
 */
export const rawFaults: Record<string, RawFault> = {
  hungUp: () => [],
  hungUpOnce: (file, before) =>
    before > 0 ? answer(`content-length: ${file.length}\r\n`, file) : [],
  shortOnce: (file, before) =>
    answer(
      `content-length: ${file.length}\r\n`,
      before > 0 ? file : file.subarray(0, 100),
    ),
  short: (file) => answer(`content-length: ${2 * file.length}\r\n`, file),
  tooShortALength: (file) =>
    answer(`content-length: ${file.length - 1}\r\n`, file),
  negativeLength: (file) => answer("content-length: -1\r\n", file),
  twoLengths: (file) =>
    answer(`content-length: 5\r\ncontent-length: ${file.length}\r\n`, file),
  hugeLength: (file) => answer("content-length: 99999999999999\r\n", file),
  notHttp: () => [text("220 ftp.example.org ready\r\n")],
  wrongStatus: () => [text("HTTP/1.1 2 Fine\r\n\r\n")],
  badHeader: (file) => answer("no header\r\n", file),
  halfAHeader: () => [text("HTTP/1.1 200 OK\r\ncontent-le")],
  endlessHeader: () =>
    (function* () {
      yield text("HTTP/1.1 200 OK\r\n");
      for (let n = 0; n < 1000; n++) {
        yield text(
          `x-${n}: ${"y".repeat(2000)}\r\n`,
        );
      }
    })(),
  badChunk: (file) =>
    answer("transfer-encoding: chunked\r\n", text("zz\r\n"), file),
  cutChunk: (file) =>
    answer(
      "transfer-encoding: chunked\r\n",
      text(`${file.length.toString(16)}\r\n`),
      file.subarray(0, 100),
    ),
};

/** Starts such a server. */
export function serveRaw(
  find: (name: string) => Bytes,
): { readonly port: number; close(): Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked = new Map<string, number>();
  const open = new Set<Promise<void>>();

  async function serve(connection: Deno.Conn): Promise<void> {
    using _ = connection;
    try {
      const head = new Uint8Array(2 ** 12);
      const length = await connection.read(head);
      if (length === null) return;
      const [, path] = new TextDecoder().decode(head).split(" ");
      const [, folder, name] = path.split("/");
      const before = asked.get(path) ?? 0;
      asked.set(path, before + 1);
      for (const piece of rawFaults[folder](find(name), before)) {
        for (let at = 0; at < piece.length;) {
          at += await connection.write(piece.subarray(at));
        }
      }
    } catch {
      // the client closed the connection
    }
  }

  const served = (async () => {
    for await (const connection of listener) {
      const serving = serve(connection);
      open.add(serving);
      serving.finally(() => open.delete(serving));
    }
  })();
  return {
    port: listener.addr.port,
    async close() {
      listener.close();
      await served;
      await Promise.all(open);
    },
  };
}

import { assertEquals } from "@std/assert";
import { readLog, rewriteLog } from "../../lib/disk/run_log.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** The line of an epoch. The elapsed time tells two writers apart. */
function line(epoch: number, elapsedMs: number): string {
  return `${JSON.stringify({ epoch, loss: 1 / epoch, elapsedMs })}\n`;
}

/** Registers a test with a log of this text. */
function logTest(
  name: string,
  text: string,
  fn: (folder: string, path: string) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, DISK),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        const path = `${folder}/log.jsonl`;
        await Deno.writeTextFile(path, text);
        await fn(folder, path);
      }),
  });
}

const times = async (folder: string) =>
  (await readLog(folder)).map(({ epoch, elapsedMs }) => [epoch, elapsedMs]);

logTest(
  "readLog() returns the first line of each epoch of two writers, in order",
  [line(1, 10), line(1, 11), line(2, 21), line(3, 31), line(2, 20), line(3, 30)]
    .join(""),
  async (folder) => {
    assertEquals(await times(folder), [[1, 10], [2, 21], [3, 31]]);
  },
);

logTest(
  "readLog() skips incomplete lines, and stops before a missing epoch",
  `${line(1, 1)}{"epoch":2,"lo${line(2, 2)}${line(2, 3)}\n${line(4, 4)}{"epo`,
  async (folder) => {
    assertEquals(await times(folder), [[1, 1], [2, 3]]);
  },
);

logTest(
  "rewriteLog() keeps the first line of each epoch, or writes its metrics",
  [line(1, 10), line(1, 11), '{"epoch":2,\n', line(4, 40), line(3, 30)]
    .join(""),
  async (folder, path) => {
    const figures = [1, 2, 3].map((e) => ({ loss: 1 / e, elapsedMs: e }));
    await rewriteLog(folder, figures);
    const expected = line(1, 10) +
      '{"epoch":2,"loss":0.5,"elapsedMs":2}\n' + line(3, 30);
    assertEquals(await Deno.readTextFile(path), expected);
    await rewriteLog(folder, figures.slice(0, 1));
    assertEquals(await Deno.readTextFile(path), line(1, 10));
  },
);

logTest(
  "two calls of rewriteLog() at the same time give the same log as one call",
  [line(1, 10), line(2, 20), line(1, 11), line(2, 21)].join(""),
  async (folder, path) => {
    const figures = [1, 2].map((e) => ({ loss: 1 / e, elapsedMs: e }));
    await Promise.all([1, 2, 3].map(() => rewriteLog(folder, figures)));
    assertEquals(await Deno.readTextFile(path), line(1, 10) + line(2, 20));
  },
);

/** A line with a given length, padded with spaces. */
function padded(epoch: number, elapsedMs: number, length: number): string {
  return `${line(epoch, elapsedMs).trimEnd().padEnd(length)}\n`;
}

logTest(
  "readLog() reads lines of at most 1,024 characters",
  [padded(1, 1, 1025), padded(1, 2, 1024), padded(2, 3, 1025), line(2, 4)]
    .join(""),
  async (folder) => assertEquals(await times(folder), [[1, 2], [2, 4]]),
);

/** Repeated lines of an epoch, longer than the 64 KiB that are read at once. */
const block = line(1, 9).repeat(5000);

logTest(
  "readLog() continues after a thousand incomplete lines",
  `${line(1, 1)}${"x\n".repeat(1000)}${block}${block}${line(2, 2)}`,
  async (folder) => assertEquals(await times(folder), [[1, 1], [2, 2]]),
);

logTest(
  "readLog() stops after more than a thousand incomplete lines",
  `${line(1, 1)}${"x\n".repeat(1001)}${block}${block}${line(2, 2)}`,
  async (folder) => assertEquals(await times(folder), [[1, 1]]),
);

logTest(
  "readLog() stops at a very long line",
  `${line(1, 1)}${"x".repeat(300_000)}\n${line(2, 2)}`,
  async (folder) => assertEquals(await times(folder), [[1, 1]]),
);

logTest(
  "readLog() reads a line of 1,024 characters whose end is in the next part",
  [line(1, 1).trimEnd().padEnd(65_536 - 1024 - 1), "\n"].join("") +
    padded(2, 2, 1024) + line(1, 3) + line(3, 3),
  async (folder) => {
    // the first line is too long, and the second line ends after the first 64
    // KiB
    assertEquals(await times(folder), [[1, 3], [2, 2], [3, 3]]);
  },
);

logTest(
  "rewriteLog() does not change a correct log",
  line(1, 10),
  async (folder, path) => {
    await Deno.utime(path, 1000, 1000);
    await rewriteLog(folder, [{ loss: 1, elapsedMs: 1 }]);
    assertEquals((await Deno.stat(path)).mtime?.getTime(), 1_000_000);
    assertEquals(await Deno.readTextFile(path), line(1, 10));
  },
);

for (const [more, kept] of [[0, 10], [1, 1]]) {
  logTest(
    `rewriteLog() searches the first 4 KiB per epoch and 4 KiB more for lines: ${more} bytes after`,
    "x".repeat(2 * 4096 + more - line(1, 10).length - 1) + "\n" + line(1, 10),
    async (folder, path) => {
      await rewriteLog(folder, [{ loss: 1, elapsedMs: 1 }]);
      assertEquals(await Deno.readTextFile(path), line(1, kept));
    },
  );
}

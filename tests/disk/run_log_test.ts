import { assertEquals } from "@std/assert";
import { readLog, rewriteLog } from "../../lib/disk/run_log.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** A line of an epoch by one of two writers, told apart by the clock. */
function line(epoch: number, elapsedMs: number): string {
  return `${JSON.stringify({ epoch, loss: 1 / epoch, elapsedMs })}\n`;
}

/** A test on a log of these lines. */
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
  "readLog() takes the first line of each epoch of two writers, in order",
  [line(1, 10), line(1, 11), line(2, 21), line(3, 31), line(2, 20), line(3, 30)]
    .join(""),
  async (folder) => {
    assertEquals(await times(folder), [[1, 10], [2, 21], [3, 31]]);
  },
);

logTest(
  "readLog() passes over lines that are torn, and ends before an epoch that is missing",
  `${line(1, 1)}{"epoch":2,"lo${line(2, 2)}${line(2, 3)}\n${line(4, 4)}{"epo`,
  async (folder) => {
    assertEquals(await times(folder), [[1, 1], [2, 3]]);
  },
);

logTest(
  "rewriteLog() leaves one line for each epoch: the first, or else its figures",
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
  "rewriteLog() of two at a time leaves what one leaves",
  [line(1, 10), line(2, 20), line(1, 11), line(2, 21)].join(""),
  async (folder, path) => {
    const figures = [1, 2].map((e) => ({ loss: 1 / e, elapsedMs: e }));
    await Promise.all([1, 2, 3].map(() => rewriteLog(folder, figures)));
    assertEquals(await Deno.readTextFile(path), line(1, 10) + line(2, 20));
  },
);

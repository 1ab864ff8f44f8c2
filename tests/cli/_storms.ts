/**
 * Commands that use one cache at the same time, and downloads that are killed.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { pause } from "../../lib/disk/_pause.ts";
import { checkFiles } from "../../lib/disk/holdings.ts";
import type { FaultServer } from "../disk/_fault_server.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { run, send, start } from "./_command.ts";

const fetching = (mirror: URL) => ["fetch", "digits", "--mirror", mirror.href];

/** Asserts that a cache has four correct files and no others. */
async function assertGood(cache: string): Promise<void> {
  const found = await checkFiles("digits", { data: cache });
  assertEquals(found.map(({ state }) => state), Array(4).fill("right"));
}

/**
 * Starts eight processes at the same time on an empty cache, and asserts that
 * all succeed.
 */
export function eightAtOnce(server: FaultServer): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const outcomes = await Promise.all(
      Array.from(
        { length: 8 },
        () => run("data", folder, ...fetching(server.url("inPieces"))),
      ),
    );
    for (const { code, err } of outcomes) assertEquals(code, 0, err);
    assertEquals(names(`${folder}/data/digits`).length, 4);
    await assertGood(`${folder}/data/digits`);
  });
}

/**
 * Kills a download `ms` milliseconds after its first request, and starts
 * another download. Asserts that each complete file is correct, and that the
 * second download succeeds.
 *
 * @returns The files that the killed download left, or `undefined` if it had
 * finished before.
 */
export async function killAfter(
  server: FaultServer,
  ms: number,
): Promise<string[] | undefined> {
  let left: string[] | undefined;
  await inTemporaryFolder(async (folder) => {
    const cache = `${folder}/data/digits`;
    const args = fetching(server.url("inPieces"));
    const before = server.asked.length;
    const child = start("data", folder, args);
    const ended = child.output();
    while (server.asked.length === before) await pause(1);
    const timer = setTimeout(() => send(child, "SIGKILL"), ms);
    const { signal } = await ended;
    clearTimeout(timer);
    const killed = signal === "SIGKILL";
    if (killed) left = names(cache);
    for (const { state } of await checkFiles("digits", { data: cache })) {
      assertEquals(state === "wrong", false, "nothing is poisoned");
    }
    const { code, err } = await run("data", folder, ...args);
    assertEquals(code, 0, err);
    await assertGood(cache);
    for (const name of names(cache)) {
      if (name.endsWith(".gz")) continue;
      // a file of the killed download, which is deleted when it is a minute old
      assertEquals(/\.gz\.\d+-[0-9a-f-]{36}\.part$/.test(name), killed, name);
    }
  });
  return left;
}

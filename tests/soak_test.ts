import { assertEquals, assertGreater } from "@std/assert";
import { inTemporaryFolder } from "./dataset/_fixture.ts";
import { endRuns } from "./soak.ts";

const { state } = await Deno.permissions.query({
  name: "run",
  command: Deno.execPath(),
});
const ignore = state !== "granted";
const unless = ignore
  ? " (skipped: starting the command needs --allow-run)"
  : "";

for (const signal of ["SIGKILL", "SIGINT"] as const) {
  Deno.test({
    name:
      `ten runs ended by ${signal} at moments of chance go on to the same bits, with no file unreadable${unless}`,
    ignore,
    fn: () =>
      inTemporaryFolder(async (folder) => {
        const outcome = await endRuns(folder, { count: 10, signal, seed: 6 });
        assertEquals(outcome.faults, []);
        assertEquals(outcome.identical, 10);
        assertGreater(outcome.endings, 0);
      }),
  });
}

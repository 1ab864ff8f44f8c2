import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { checkFiles } from "../../lib/disk/holdings.ts";
import {
  faults,
  nowhere,
  serveFaults,
  slowFaults,
  survivable,
} from "../disk/_fault_server.ts";
import { rawFaults } from "../disk/_raw_faults.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { run } from "./_command.ts";
import { digits } from "./_digits.ts";
import { COMMAND, needing } from "../_needing.ts";

const once = ["hungUpOnce", "shortOnce"];
const survived = [...Object.keys(survivable), ...once];
const quick = [...Object.keys(faults), ...Object.keys(rawFaults)]
  .filter((name) => !once.includes(name));
const slow = Object.keys(slowFaults);

/** Runs `work` on each item, two at a time. */
async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
) {
  const left = [...items];
  const taker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item);
    }
  };
  await Promise.all([taker(), taker()]);
}

Deno.test({
  ...needing(
    "data fetch recovers from all faults of a mirror that allow it, uses the next mirror after any other fault, saves no wrong byte and always ends",
    COMMAND,
  ),
  async fn() {
    assertGreaterOrEqual(survived.length + quick.length + slow.length, 60);
    await using server = await serveFaults(digits);
    const fetchFrom = async (folder: string, mirrors: readonly URL[]) => {
      const hrefs = mirrors.map(({ href }) => href);
      const flags = hrefs.flatMap((href) => ["--mirror", href]);
      const outcome = await run("data", folder, "fetch", "digits", ...flags);
      return { ...outcome, hrefs, about: `${hrefs}: ${outcome.err}` };
    };

    const survives = (...mirrors: readonly URL[]) =>
      inTemporaryFolder(async (folder) => {
        let { code, about } = await fetchFrom(folder, mirrors);
        // if the machine is busy for 5 s, a good mirror seems to be silent, too
        const silent = `  ${mirrors.at(-1)?.href} did not respond`;
        for (let n = 0; n < 2 && about.includes(silent); n++) {
          ({ code, about } = await fetchFrom(folder, mirrors));
        }
        assertEquals(code, 0, about);
        const data = `${folder}/data/digits`;
        assertEquals(names(data).length, 4, about);
        const found = await checkFiles("digits", { data });
        for (const { state } of found) assertEquals(state, "right", about);
      });
    const fails = (...mirrors: readonly URL[]) =>
      inTemporaryFolder(async (folder) => {
        const { code, out, err, hrefs, about } = await fetchFrom(
          folder,
          mirrors,
        );
        assertEquals([code, out], [1, ""], about);
        for (const href of hrefs) assertStringIncludes(err, `  ${href} `);
        assertMatch(err, /^ *deno task train$/m, about);
        assert(!/ at .*:\d+:\d+/.test(err), about);
        assertEquals(names(`${folder}/data/digits`), [], about);
      });
    const both = async (mirrors: readonly URL[]) => {
      await fails(...mirrors);
      await survives(...mirrors, server.url("good"));
    };

    const waiting = Promise.all(slow.map((name) => both([server.url(name)])));
    await inTurns(survived, (name) => survives(server.url(name)));
    // in groups of eight; tests/disk/download_faults_test.ts tests each one
    // separately
    const mirrors = [nowhere(), ...quick.map(server.url)];
    const groups: URL[][] = [];
    while (mirrors.length > 0) groups.push(mirrors.splice(0, 8));
    await inTurns(groups, both);
    await waiting;
  },
});

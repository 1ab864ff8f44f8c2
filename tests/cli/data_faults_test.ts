import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
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
import {
  diskAndNet,
  inTemporaryFolder,
  names,
  unlessDiskAndNet,
} from "../dataset/_fixture.ts";
import { run } from "./_command.ts";
import { digits } from "./_digits.ts";

const once = ["hungUpOnce", "shortOnce"];
const survived = [...Object.keys(survivable), ...once];
const quick = [...Object.keys(faults), ...Object.keys(rawFaults)]
  .filter((name) => !once.includes(name));
const slow = Object.keys(slowFaults);

/** Fetches digits with the command; returns it with how long it took. */
async function fetchFrom(folder: string, ...mirrors: readonly URL[]) {
  const started = performance.now();
  const flags = mirrors.flatMap(({ href }) => ["--mirror", href]);
  const outcome = await run("data", folder, "fetch", "digits", ...flags);
  return { ...outcome, ms: performance.now() - started };
}

/** Takes `work` through `items`, a few at a time. */
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
  await Promise.all([taker(), taker(), taker()]);
}

Deno.test({
  name:
    `data fetch survives what can be survived, and any fault of a first mirror; keeps no wrong byte and ends by itself${unlessDiskAndNet}`,
  ignore: !diskAndNet,
  async fn() {
    assertGreaterOrEqual(survived.length + quick.length + slow.length, 60);
    await using server = await serveFaults(digits);

    const survives = (name: string, ...mirrors: readonly URL[]) =>
      inTemporaryFolder(async (folder) => {
        const { code, err, ms } = await fetchFrom(folder, ...mirrors);
        assertEquals(code, 0, `${name}: ${err}`);
        assertLess(ms, 60_000, name);
        assertEquals(names(`${folder}/data/digits`).length, 4, name);
        const found = await checkFiles("digits", {
          data: `${folder}/data/digits`,
        });
        for (const { state } of found) assertEquals(state, "right", name);
      });
    const fails = (name: string, mirror = server.url(name)) =>
      inTemporaryFolder(async (folder) => {
        const { code, out, err, ms } = await fetchFrom(folder, mirror);
        assertEquals([code, out], [1, ""], `${name}: ${err}`);
        assertStringIncludes(err, `  ${mirror.href} `, name);
        assertMatch(err, /deno task train specs\/digits\.yaml$/m, name);
        assert(!/ at .*:\d+:\d+/.test(err), `${name}: ${err}`);
        assertEquals(names(`${folder}/data/digits`), [], name);
        assertLess(ms, 60_000, name);
      });

    const good = server.url("good");
    const both = async (name: string, mirror = server.url(name)) => {
      await fails(name, mirror);
      await survives(`${name}, then a good one`, mirror, good);
    };

    const waiting = Promise.all(slow.map((name) => both(name)));
    await inTurns(survived, (name) => survives(name, server.url(name)));
    await inTurns(quick, (name) => both(name));
    await both("nowhere", nowhere());
    await waiting;
  },
});

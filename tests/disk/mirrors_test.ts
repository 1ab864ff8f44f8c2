import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DownloadError } from "../../lib/disk/download_error.ts";
import type { Timeouts } from "../../lib/disk/mirror.ts";
import { brief, diskTest, file, source, zipped } from "./_download.ts";
import { nowhere, serveFaults } from "./_fault_server.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";

/** Several mirrors with the same behavior. */
const alike = (mirror: URL, count: number) =>
  Array.from({ length: count }, (_, m) => new URL(`${m}/`, mirror));

diskTest(
  "open() retries a busy mirror at the time of Retry-After, but not after its own timeout",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const notes: string[] = [];
      const { attempts } = await assertRejects(
        () =>
          source(folder, [server.url("busyForLong")], {
            onNote: (note) => notes.push(note),
            timeouts: { againMs: 1_000 },
          }).open(file),
        DownloadError,
      );
      assertStringIncludes(notes[0], "trying again after 1 s");
      assertEquals(server.asked.length, 2);
      assertStringIncludes(
        attempts[0].problem,
        "429 Too Many Requests, also on",
      );
    });
  },
);

diskTest(
  "an unreachable mirror is tried once; a mirror without one file is tried for the next file",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const answering = ["silent", "missing", "good"].map(server.url);
      const mirrors = [nowhere(), ...answering];
      const notes: string[] = [];
      const files = source(folder, mirrors, {
        onNote: (note) => notes.push(note),
        timeouts: { answerMs: 6_000 }, // a silent mirror gets a third of it
      });
      await files.open(file);
      await files.open({ ...file, name: "second.gz" });
      assertEquals(server.asked, [
        `/silent/${file.name}`,
        `/missing/${file.name}`,
        `/good/${file.name}`,
        "/missing/second.gz",
        "/good/second.gz",
      ]);
      for (const problem of ["cannot be reached", "did not respond"]) {
        assertEquals(notes.filter((n) => n.includes(problem)).length, 1);
      }
    });
  },
);

diskTest(
  "a long list of silent mirrors takes at most twice the timeout",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const mirrors = alike(server.url("silent"), 100);
      const { answerMs } = brief, started = performance.now();
      const { attempts } = await assertRejects(
        () => source(folder, mirrors, { timeouts: { answerMs } }).open(file),
        DownloadError,
      );
      const ms = performance.now() - started;
      assertGreaterOrEqual(ms, 2 * answerMs - 20);
      assertLess(ms, 100 * answerMs, "and not a hundred times");
      assertEquals(attempts.length, 100);
      for (const { problem } of attempts) {
        assertEquals(problem, "did not respond within 0.6 s");
      }
    });
  },
);

diskTest(
  "a long list of mirrors that stall takes at most twice the timeout, and a good mirror in it is found",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const stalled = alike(server.url("stalledAtOnce"), 100);
      const options = { timeouts: { idleMs: brief.idleMs } };
      const started = performance.now();
      const { attempts } = await assertRejects(
        () => source(folder, stalled, options).open(file),
        DownloadError,
      );
      const ms = performance.now() - started;
      assertLess(ms, 100 * brief.idleMs, "and not a hundred times");
      assertEquals(attempts.length, 100);
      for (const { problem } of attempts) {
        assertEquals(
          problem,
          "sent no bytes of the file for 0.6 s after the response header",
        );
      }
      const good = server.url("good");
      const { place } = await source(folder, [...stalled, good], options)
        .open(file);
      assertEquals(place, good.href);
    });
  },
);

diskTest(
  "busy mirrors are retried at the same time, and not after the timeout without a byte",
  async (t) => {
    await using server = await serveFaults(zipped);
    const root = server.url("busyThenSilent");
    const report = async (folder: string, timeouts: Partial<Timeouts>) => {
      server.asked.length = 0;
      const options = { timeouts };
      const { attempts } = await assertRejects(
        () => source(folder, alike(root, 4), options).open(file),
        DownloadError,
      );
      return attempts.map(({ problem }) => problem);
    };
    const busy = "answered 503 Service Unavailable";
    await t.step("at the same time", () =>
      inTemporaryFolder(async (folder) => {
        const started = performance.now();
        const timeouts = { answerMs: 1_000, againMs: 3_000 };
        const problems = await report(folder, timeouts);
        assertLess(performance.now() - started, 4 * (3_000 + 1_000));
        assertEquals(
          problems,
          Array(4).fill("did not respond within 1 s, also on the second try"),
        );
      }));
    await t.step(
      "not after the timeout",
      () =>
        inTemporaryFolder(async (folder) => {
          const given =
            "did not send the whole file: the download was canceled, since no mirror sent a byte for 4 s";
          assertEquals(await report(folder, { quietMs: 4_000 }), [
            `${given}, also on the second try`,
            busy,
            busy,
            busy,
          ]);
        }),
    );
  },
);

diskTest(
  "a slow mirror gives the file, also in a long list of other mirrors",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const dead = ["silent", "missing", "silent", "page"].flatMap((name) =>
        alike(server.url(name), 25)
      );
      const late = server.url("late");
      const mirrors = [late, ...dead];
      // the next mirror is tried after a hundredth of it
      const timeouts = { answerMs: 10_000 };
      const { place } = await source(folder, mirrors, { timeouts }).open(file);
      assertEquals(place, late.href);
      assertEquals(names(folder), [file.name]);
    });
  },
);

diskTest(
  "after another mirror sent a file, a silent mirror is tried only for files that it alone has",
  async () => {
    const asked: string[] = [];
    const given = Promise.withResolvers<void>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ url }) => {
        const { pathname } = new URL(url);
        asked.push(pathname);
        if (pathname === `/late/${file.name}`) await given.promise;
        const has = pathname.startsWith("/late/") ||
          pathname.endsWith(file.name);
        return new Response(has ? zipped : null, { status: has ? 200 : 404 });
      },
    );
    await inTemporaryFolder(async (folder) => {
      const root = `http://127.0.0.1:${server.addr.port}`;
      const [late, quick] = ["late", "quick"].map((n) =>
        new URL(`${root}/${n}/`)
      );
      const files = source(folder, [late, quick, ...alike(nowhere(), 9)], {
        timeouts: { answerMs: 10_000 }, // the next mirror is tried after a tenth of it
      });
      assertEquals((await files.open(file)).place, quick.href);
      given.resolve();
      const second = await files.open({ ...file, name: "second.gz" });
      assertEquals(second.place, late.href);
      assertEquals(asked, [
        `/late/${file.name}`,
        `/quick/${file.name}`,
        "/quick/second.gz",
        "/late/second.gz",
      ]);
    });
  },
);

diskTest(
  "a mirror that failed for one file is tried for the next file",
  async () => {
    const over = new AbortController();
    let asked = 0;
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, signal: over.signal, onListen() {} },
      () =>
        asked++ === 0 ? new Promise<Response>(() => {}) : new Response(zipped),
    );
    await inTemporaryFolder(async (folder) => {
      const mirror = new URL(`http://127.0.0.1:${server.addr.port}/`);
      const files = source(folder, [mirror], { timeouts: { quietMs: 3_000 } });
      const { attempts } = await assertRejects(
        () => files.open(file),
        DownloadError,
      );
      const given =
        "did not send the whole file: the download was canceled, since no mirror sent a byte for 3 s";
      assertEquals(attempts[0].problem, given);
      const { place } = await files.open({ ...file, name: "second.gz" });
      assertEquals(place, mirror.href);
    });
    over.abort();
    await server.finished;
  },
);

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DownloadError } from "../../lib/disk/download_error.ts";
import {
  faults as quickFaults,
  nowhere,
  serveFaults,
  slowFaults,
  survivable,
} from "./_fault_server.ts";
import type { Timeouts } from "../../lib/disk/mirror.ts";
import { rawFaults } from "./_raw_faults.ts";
import {
  brief,
  diskTest,
  file,
  patient,
  plain,
  source,
  unpackedName,
  zipped,
} from "./_download.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";

/** The folders of all faults and of all unusual answers. */
const everyFault = Object.keys({
  ...survivable,
  ...quickFaults,
  ...slowFaults,
  ...rawFaults,
});

const { answerMs, idleMs, paceMs } = brief;

/** Shorter timeouts for the faults that cause this timeout. */
const shorter: Record<string, Partial<Timeouts>> = {
  silent: { answerMs },
  busyThenSilent: { answerMs },
  stalled: { idleMs },
  stalledAtOnce: { idleMs },
  drip: { paceMs },
};
const timeoutsFor = (name: string) => ({ ...patient, ...shorter[name] });

/** The expected messages of some faults. */
const faults: Record<string, string> = {
  page: "must be some-images-idx3-ubyte.gz: found a web page",
  missing: "answered 404 Not Found",
  busy: "answered 503 Service Unavailable",
  empty: "found nothing",
  cut: "must be a complete gzip file: the file ends too early",
  damaged: "must have the checksum of its contents",
  doubled:
    "must be one gzip file with nothing after it: found a second gzip file",
  another: "must have the SHA-256 of some-images-idx3-ubyte.gz",
  longer: "must send at most 69552 bytes: found 69553",
  endless: "must send at most 69552 bytes: found more",
  badlyEncoded: "closed the connection after 0 bytes",
  loop: "must redirect at most 5 times",
  stalled: "sent nothing for 0.6 s after 20 bytes",
  silent: "did not respond within 0.6 s",
  drip: "sent less than 16 KiB in 0.8 s",
  short: `closed the connection after ${zipped.length} bytes`,
  hungUp: "closed the connection without a response",
  elsewhere:
    "must redirect only to the host of a mirror: found http://127.0.0.1:9/",
  toFile: "must redirect only to the host of a mirror: found file:///etc",
  zippedTwice: "must decompress to 4016 bytes: found",
  trailing: `must be one gzip file with nothing after it: found more bytes`,
  cutUnpacked: "found 4015 bytes of another file",
  busyForLong: "answered 429 Too Many Requests",
};

diskTest(
  "open() detects each fault, leaves no file of it, and tries the next mirror",
  async (t) => {
    await using server = await serveFaults(zipped);
    const places: [string, URL, string][] = [
      ...Object.entries(faults).map(([folder, problem]) =>
        [folder, server.url(folder), problem] as [string, URL, string]
      ),
      ["nowhere", nowhere(), "cannot be reached"],
    ];
    for (const [name, mirror, problem] of places) {
      await t.step(
        `${name}, as the only mirror`,
        () =>
          inTemporaryFolder(async (folder) => {
            const error = await assertRejects(() =>
              source(folder, [mirror], { timeouts: timeoutsFor(name) }).open(
                file,
              )
            );
            assertInstanceOf(error, DownloadError);
            assertEquals(error.attempts.map(({ place }) => place), [
              mirror.href,
            ]);
            assertStringIncludes(error.attempts[0].problem, problem);
            assertEquals(names(folder), []);
          }),
      );
      await t.step(
        `${name}, then a good mirror`,
        () =>
          inTemporaryFolder(async (folder) => {
            const notes: string[] = [];
            const { contents, place } = await source(
              folder,
              [mirror, server.url("good")],
              {
                onNote: (note) => notes.push(note),
                timeouts: timeoutsFor(name),
              },
            ).open(file);
            assertEquals(contents, plain);
            assertEquals(place, server.url("good").href);
            assertEquals(names(folder), [file.name]);
            assertEquals(Deno.readFileSync(`${folder}/${file.name}`), zipped);
            assertEquals(notes.length, 2);
            assertStringIncludes(notes[0], problem);
          }),
      );
    }
  },
);

diskTest(
  "open() gets the file from a good mirror after any fault of the first mirror",
  async (t) => {
    await using server = await serveFaults(zipped);
    for (const name of everyFault) {
      await t.step(name, () =>
        inTemporaryFolder(async (folder) => {
          const { contents } = await source(
            folder,
            [server.url(name), server.url("good")],
            { timeouts: timeoutsFor(name) },
          ).open(file);
          assertEquals(contents, plain);
          const kept = names(folder);
          assertEquals(kept.length, 1);
          assert([file.name, unpackedName].includes(kept[0]), kept[0]);
        }));
    }
  },
);

diskTest(
  "a DownloadError lists the fault of each mirror, and suggests what to do",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const mirrors = [server.url("page"), server.url("missing")];
      const error = await assertRejects(
        () => source(folder, mirrors).open(file),
        DownloadError,
      );
      assertEquals(error.message.split("\n"), [
        "some-images-idx3-ubyte.gz of some could not be downloaded from any mirror:",
        `  ${mirrors[0]} must be some-images-idx3-ubyte.gz: found a web page`,
        `  ${mirrors[1]} answered 404 Not Found`,
        "if a folder has the files, add --data DIR; if another server has them, add --mirror URL",
        "without an internet connection, write dataset: digits in the spec; the data set digits is part of the package",
      ]);
    });
  },
);

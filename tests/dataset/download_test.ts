import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatasetError } from "../../lib/dataset/dataset_error.ts";
import { DownloadError } from "../../lib/dataset/download_error.ts";
import {
  faults as brief,
  nowhere,
  serveFaults,
  slowFaults,
  survivable,
} from "./_fault_server.ts";
import { rawFaults } from "./_raw_faults.ts";
import {
  diskTest,
  file,
  plain,
  source,
  timeouts,
  unpackedName,
  zipped,
} from "./_download.ts";
import { type Bytes, inTemporaryFolder, names } from "./_fixture.ts";

diskTest(
  "open() fetches a file and keeps it, whatever form it comes in",
  async (t) => {
    await using server = await serveFaults(zipped);
    const forms = {
      good: file.name,
      rezipped: file.name,
      moved: file.name,
      unpacked: unpackedName,
      encoded: unpackedName,
    };
    for (const [form, name] of Object.entries(forms)) {
      await t.step(form, () =>
        inTemporaryFolder(async (folder) => {
          const cache = `${folder}/data/some`; // made on the way
          const mirror = server.url(form);
          const first = await source(cache, [mirror]).open(file);
          assertEquals(first.contents, plain);
          assertEquals(first.place, mirror.href);
          assertEquals(names(cache), [name]);

          const before = server.asked.length;
          const second = await source(cache, [mirror]).open(file);
          assertEquals(second.contents, plain);
          assertEquals(second.path, `${cache}/${name}`);
          assertEquals(server.asked.length, before, "asks no server again");
        }));
    }
  },
);

/** Every kind of fault that there is a folder for. */
const everyFault = Object.keys({
  ...survivable,
  ...brief,
  ...slowFaults,
  ...rawFaults,
});

/** What a person reads of some faults. */
const faults: Record<string, string> = {
  page: "must be some-images-idx3-ubyte.gz: found a web page",
  missing: "answered 404 Not Found",
  busy: "answered 503 Service Unavailable",
  empty: "found nothing",
  cut: "must be a whole gzip file: found it cut short",
  damaged: "must have the checksum of its contents",
  doubled: "must be one gzip member and nothing else: found a second one",
  another: "must have the SHA-256 of some-images-idx3-ubyte.gz",
  longer: "must send at most 69552 bytes: found 69553",
  endless: "must send at most 69552 bytes: found more",
  badlyEncoded: "broke off after 0 bytes",
  loop: "must send on at most 5 times",
  stalled: "silent for 0.6 s after 20 bytes",
  silent: "no answer within 0.6 s",
  drip: "slower than 16 KiB in 0.8 s",
  short: `broke off after ${zipped.length} bytes`,
  hungUp: "hung up without an answer",
  elsewhere:
    "must send on to a mirror of the list only: found http://127.0.0.1:9/",
  toFile: "must send on to a mirror of the list only: found file:///etc",
  zippedTwice: "must unpack to 4016 bytes: found",
  trailing: `must be one gzip member and nothing else: found more bytes`,
  cutUnpacked: "found 4015 other bytes, neither gzip nor its contents",
  busyForLong: "answered 429 Too Many Requests",
};

diskTest(
  "open() tells a fault from a file, leaves nothing of it, and asks the next",
  async (t) => {
    await using server = await serveFaults(zipped);
    const places: [string, URL, string][] = [
      ...Object.entries(faults).map(([folder, problem]) =>
        [folder, server.url(folder), problem] as [string, URL, string]
      ),
      ["nowhere", nowhere(), "cannot be reached"],
    ];
    for (const [name, mirror, problem] of places) {
      await t.step(`${name}, alone`, () =>
        inTemporaryFolder(async (folder) => {
          const error = await assertRejects(() =>
            source(folder, [mirror]).open(file)
          );
          assertInstanceOf(error, DownloadError);
          assertEquals(error.attempts.map(({ place }) => place), [mirror.href]);
          assertStringIncludes(error.attempts[0].problem, problem);
          assertEquals(names(folder), []);
        }));
      await t.step(
        `${name}, then a good one`,
        () =>
          inTemporaryFolder(async (folder) => {
            const notes: string[] = [];
            const { contents, place } = await source(
              folder,
              [mirror, server.url("good")],
              { onNote: (note) => notes.push(note) },
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
  "open() gets the file from a good mirror, whatever the first one does",
  async (t) => {
    await using server = await serveFaults(zipped);
    for (const name of everyFault) {
      await t.step(name, () =>
        inTemporaryFolder(async (folder) => {
          const { contents } = await source(
            folder,
            [server.url(name), server.url("good")],
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
  "openAll() opens files at once, and lets go of all if one cannot be had",
  async () => {
    await using server = await serveFaults(zipped);
    const files = [file, { ...file, name: "second.gz" }];
    await inTemporaryFolder(async (folder) => {
      const opened = await source(folder, [server.url("good")]).openAll(files);
      for (const { contents } of opened) assertEquals(contents, plain);
      assertEquals(names(folder), files.map(({ name }) => name).sort());
    });
    await inTemporaryFolder(async (folder) => {
      const started = performance.now();
      const wrong = { ...file, sha256: "", contents: { bytes: 1, sha256: "" } };
      await assertRejects(
        () =>
          source(folder, [server.url("stalled")], {
            timeouts: { ...timeouts, idleMs: 400 },
          }).openAll([wrong, file]),
        DownloadError,
      );
      assertLess(performance.now() - started, 2_000);
      assertEquals(names(folder), []);
    });
  },
);

diskTest(
  "a DownloadError tells what each mirror did, and ends with what works",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const mirrors = [server.url("page"), server.url("missing")];
      const error = await assertRejects(
        () => source(folder, mirrors).open(file),
        DownloadError,
      );
      assertEquals(error.message.split("\n"), [
        "some-images-idx3-ubyte.gz of some must come from a mirror: none gave it",
        `  ${mirrors[0]} must be some-images-idx3-ubyte.gz: found a web page`,
        `  ${mirrors[1]} answered 404 Not Found`,
        "where a folder has the files, add --data DIR; where another server has them, --mirror URL",
        "with no network, this works:",
        "  deno task train specs/digits.yaml",
      ]);
    });
  },
);

diskTest("open() verifies what it kept, and heals it", async (t) => {
  await using server = await serveFaults(zipped);
  const corrupt: Record<string, [Bytes, string]> = {
    "cut short": [zipped.slice(0, 100), "must be a whole gzip file"],
    "empty": [new Uint8Array(), "must be some-images-idx3-ubyte.gz"],
    "too long": [new Uint8Array(2 ** 17), "must have at most 69552 bytes"],
    "another file": [
      new TextEncoder().encode("<html>") as Bytes,
      "must be some-images-idx3-ubyte.gz",
    ],
  };
  for (const [name, [bytes, problem]] of Object.entries(corrupt)) {
    for (const kept of [file.name, unpackedName]) {
      await t.step(
        `${kept}: ${name}`,
        () =>
          inTemporaryFolder(async (folder) => {
            await Deno.writeFile(`${folder}/${kept}`, bytes);
            const notes: string[] = [];
            const { contents } = await source(folder, [server.url("good")], {
              onNote: (note) => notes.push(note),
            }).open(file);
            assertEquals(contents, plain);
            assertEquals(names(folder), [file.name]);
            assertStringIncludes(
              notes[0],
              `some: ${folder}/${kept} ${problem}`,
            );
            assertStringIncludes(notes[0], "; fetching anew");
          }),
      );
    }
  }
});

diskTest(
  "temporary files of a killed run are removed, those of another run are not",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const now = 1_700_000_000_000;
      const left = (age: number) =>
        `${file.name}.${now - age}-${crypto.randomUUID()}.part`;
      const young = left(59_000);
      for (const name of [left(61_000), left(1e9), young, "notes.part"]) {
        await Deno.writeTextFile(`${folder}/${name}`, "x");
      }
      await source(folder, [server.url("good")], { now: () => now }).open(file);
      assertEquals(names(folder), ["notes.part", file.name, young]);
    });
  },
);

diskTest("eight at once leave one good file", async () => {
  await using server = await serveFaults(zipped);
  await inTemporaryFolder(async (folder) => {
    const opened = await Promise.all(
      Array.from(
        { length: 8 },
        () => source(folder, [server.url("good")]).open(file),
      ),
    );
    for (const { contents } of opened) assertEquals(contents, plain);
    assertEquals(names(folder), [file.name]);
  });
});

diskTest("a file that cannot be kept is used all the same", async () => {
  await using server = await serveFaults(zipped);
  await inTemporaryFolder(async (folder) => {
    const notFolder = `${folder}/file`;
    await Deno.writeTextFile(notFolder, "");
    const notes: string[] = [];
    const { contents } = await source(`${notFolder}/some`, [
      server.url("good"),
    ], { onNote: (note) => notes.push(note) }).open(file);
    assertEquals(contents, plain);
    assertStringIncludes(notes.at(-1)!, "is not kept for the next time");
  });
});

diskTest(
  "a signal ends a download with its reason, and leaves nothing",
  async (t) => {
    await using server = await serveFaults(zipped);
    for (const place of ["silent", "stalled", "endless"]) {
      await t.step(place, () =>
        inTemporaryFolder(async (folder) => {
          const stop = new AbortController();
          const soon = setTimeout(
            () => stop.abort(new EvalError("enough")),
            20,
          );
          const opening = source(folder, [server.url(place)], {
            timeouts: { answerMs: 10_000, idleMs: 10_000 },
            signal: stop.signal,
            onProgress: ({ received }) => received > 30_000 && stop.abort(),
          }).open(file);
          const started = performance.now();
          const error = await assertRejects(() => opening, Error);
          assertLess(performance.now() - started, 5_000, "and waits no longer");
          clearTimeout(soon);
          assertEquals(error, stop.signal.reason);
          assertEquals(names(folder), []);
        }));
    }
  },
);

diskTest("onProgress() hears every byte", async () => {
  await using server = await serveFaults(zipped);
  await inTemporaryFolder(async (folder) => {
    const heard: number[] = [];
    await source(folder, [server.url("good")], {
      onProgress: (progress) => {
        assertEquals(progress.file, file.name);
        assertEquals(progress.bytes, zipped.length);
        heard.push(progress.received);
      },
    }).open(file);
    assertGreater(heard.length, 0);
    assertEquals(heard, heard.toSorted((a, b) => a - b));
    assertEquals(heard.at(-1), zipped.length);
  });
});

diskTest(
  "a folder that must have a file is the only place asked",
  async (t) => {
    const refusals: Record<string, [Record<string, Bytes>, string]> = {
      "no file": [
        {},
        "must have some-images-idx3-ubyte.gz or some-images-idx3-ubyte: found neither",
      ],
      "a cut file": [
        { [file.name]: zipped.slice(0, 50) },
        "a whole gzip file",
      ],
      "a page": [
        { [unpackedName]: new TextEncoder().encode(" <html>") as Bytes },
        "found a web page",
      ],
    };
    for (const [name, [files, problem]] of Object.entries(refusals)) {
      await t.step(name, () =>
        inTemporaryFolder(async (folder) => {
          for (const [name, bytes] of Object.entries(files)) {
            await Deno.writeFile(`${folder}/${name}`, bytes);
          }
          const error = await assertRejects(
            () => source(folder, []).open(file),
            DatasetError,
          );
          assertStringIncludes(error.message, problem);
          assertStringIncludes(error.message, folder);
          assertEquals(names(folder), Object.keys(files), "nothing is removed");
        }));
    }
    for (
      const [name, bytes] of [[file.name, zipped], [
        unpackedName,
        plain,
      ]] as const
    ) {
      await t.step(name, () =>
        inTemporaryFolder(async (folder) => {
          await Deno.writeFile(`${folder}/${name}`, bytes);
          const { contents, path } = await source(`${folder}/`, []).open(file);
          assertEquals(contents, plain);
          assertEquals(path, `${folder}/${name}`);
        }));
    }
  },
);

import {
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { DownloadError } from "../../lib/disk/download_error.ts";
import { serveFaults } from "./_fault_server.ts";
import {
  diskTest,
  file,
  patient,
  plain,
  source,
  unpackedName,
  zipped,
} from "./_download.ts";
import { type Bytes, inTemporaryFolder, names } from "../dataset/_fixture.ts";

diskTest(
  "open() downloads a file and saves it, in any form that a mirror sends",
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
          const cache = `${folder}/data/some`; // open() makes this folder
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

diskTest(
  "openAll() opens files at the same time, and cancels all if one fails",
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
      const stalled = server.url("stalled"), here = stalled.origin;
      const absent = { ...file, name: "../missing/second.gz" };
      await assertRejects(
        () => source(folder, [stalled]).openAll([absent, file]),
        DownloadError,
        `${here}/stalled/ answered 404 Not Found`,
      );
      assertLess(performance.now() - started, patient.idleMs / 2);
      assertEquals(names(folder), []);
    });
  },
);

diskTest(
  "an aborted signal ends a download with its reason, and no file is left",
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
            signal: stop.signal,
            onProgress: ({ received }) => received > 30_000 && stop.abort(),
          }).open(file);
          const started = performance.now();
          const error = await assertRejects(() => opening, Error);
          assertLess(performance.now() - started, patient.answerMs / 2);
          clearTimeout(soon);
          assertEquals(error, stop.signal.reason);
          assertEquals(names(folder), []);
        }));
    }
  },
);

diskTest("onProgress() counts every byte", async () => {
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
  "if a folder must have a file, no mirror is used",
  async (t) => {
    const refusals: Record<string, [Record<string, Bytes>, string]> = {
      "no file": [
        {},
        "must have some-images-idx3-ubyte.gz or some-images-idx3-ubyte: found neither",
      ],
      "a truncated file": [
        { [file.name]: zipped.slice(0, 50) },
        "a complete gzip file",
      ],
      "a web page": [
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

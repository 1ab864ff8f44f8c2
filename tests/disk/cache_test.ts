import { assertEquals, assertStringIncludes } from "@std/assert";
import { serveFaults } from "./_fault_server.ts";
import {
  diskTest,
  file,
  plain,
  source,
  unpackedName,
  zipped,
} from "./_download.ts";
import { type Bytes, inTemporaryFolder, names } from "../dataset/_fixture.ts";

diskTest(
  "open() checks the files of its cache, and replaces a wrong file",
  async (t) => {
    await using server = await serveFaults(zipped);
    const corrupt: Record<string, [Bytes, string]> = {
      "truncated": [zipped.slice(0, 100), "must be a complete gzip file"],
      "empty": [new Uint8Array(), "must be some-images-idx3-ubyte.gz"],
      "too long": [new Uint8Array(2 ** 17), "must have at most 69552 bytes"],
      "another file": [
        new TextEncoder().encode("<html>") as Bytes,
        "must be some-images-idx3-ubyte.gz",
      ],
    };
    const dotted = ["some-images.idx3-ubyte", "some-images.idx3-ubyte.gz"];
    for (const name of [unpackedName, ...dotted]) {
      await t.step(
        `${name} is used`,
        () =>
          inTemporaryFolder(async (folder) => {
            const bytes = name.endsWith(".gz") ? zipped : plain;
            await Deno.writeFile(`${folder}/${name}`, bytes);
            const { contents, path } = await source(folder, []).open(file);
            assertEquals([contents, path], [plain, `${folder}/${name}`]);
          }),
      );
    }
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
              assertStringIncludes(notes[0], "; downloading the file again");
            }),
        );
      }
    }
  },
);

diskTest(
  "open() removes temporary files that are older than a minute, and no other files",
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

diskTest(
  "eight downloads at the same time leave one correct file",
  async () => {
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
  },
);

diskTest("a file that cannot be saved is still returned", async () => {
  await using server = await serveFaults(zipped);
  await inTemporaryFolder(async (folder) => {
    const notFolder = `${folder}/file`;
    await Deno.writeTextFile(notFolder, "");
    const notes: string[] = [];
    const { contents } = await source(`${notFolder}/some`, [
      server.url("good"),
    ], { onNote: (note) => notes.push(note) }).open(file);
    assertEquals(contents, plain);
    assertStringIncludes(notes.at(-1)!, "could not be saved for later runs");
  });
});

diskTest(
  "another entry with the name of the file is not changed",
  async () => {
    await using server = await serveFaults(zipped);
    await inTemporaryFolder(async (folder) => {
      const other = `${folder}/${unpackedName}`;
      await Deno.mkdir(other);
      const notes: string[] = [];
      const { contents } = await source(folder, [server.url("good")], {
        onNote: (note) => notes.push(note),
      }).open(file);
      assertEquals(contents, plain);
      assertEquals(names(folder), [unpackedName, file.name].sort());
      assertEquals(
        notes[0],
        `some: ${other} must be a file: found a folder; downloading the file again`,
      );
    });
  },
);

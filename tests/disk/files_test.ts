import { assertEquals, assertRejects } from "@std/assert";
import { readSized, SaveError, writeWhole } from "../../lib/disk/files.ts";
import { partOf, removeParts } from "../../lib/disk/parts.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** Registers a test with its own temporary folder. */
function diskTest(name: string, work: (folder: string) => Promise<void>) {
  Deno.test({
    ...needing(name, DISK),
    fn: () => inTemporaryFolder(work),
  });
}

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

diskTest(
  "readSized() reads at most the given size, or the whole file",
  async (folder) => {
    const path = `${folder}/some`;
    await Deno.writeFile(path, bytes);
    assertEquals(await readSized(path, 1000), bytes);
    assertEquals(await readSized(path, 10), bytes.slice(0, 10));
    assertEquals(await readSized(path, 2000), bytes);
    await assertRejects(
      () => readSized(`${folder}/nowhere`, 1),
      Deno.errors.NotFound,
    );
  },
);

diskTest(
  "writeWhole() writes a file, and leaves no other file",
  async (folder) => {
    await writeWhole(`${folder}/model`, bytes);
    assertEquals(names(folder), ["model"]);
    assertEquals(await Deno.readFile(`${folder}/model`), bytes);
    await writeWhole(`${folder}/model`, bytes.subarray(0, 10));
    assertEquals(names(folder), ["model"]);
    assertEquals(await Deno.readFile(`${folder}/model`), bytes.slice(0, 10));
    await writeWhole(`${folder}/empty`, new Uint8Array());
    assertEquals((await Deno.stat(`${folder}/empty`)).size, 0);
  },
);

diskTest(
  "writeWhole() leaves no temporary file if a folder has the name of the file",
  async (folder) => {
    await Deno.mkdir(`${folder}/model/inner`, { recursive: true });
    await assertRejects(() => writeWhole(`${folder}/model`, bytes));
    assertEquals(names(folder), ["model"]);
    assertEquals(names(`${folder}/model`), ["inner"]);
  },
);

diskTest(
  "writeWhole() fails in a missing folder, and does not make it",
  async (folder) => {
    await assertRejects(
      () => writeWhole(`${folder}/nowhere/model`, bytes),
      SaveError,
      "nowhere/model could not be written: no such file or directory;",
    );
    assertEquals(names(folder), []);
  },
);

diskTest(
  "writeWhole() keeps the old file until the new file is complete",
  async (folder) => {
    await Deno.writeFile(`${folder}/model`, Uint8Array.of(1));
    const writing = writeWhole(`${folder}/model`, new Uint8Array(1 << 20));
    const { size } = await Deno.stat(`${folder}/model`);
    assertEquals(size === 1 || size === 1 << 20, true, `${size} bytes`);
    await writing;
  },
);

diskTest(
  "if several calls of writeWhole() write one file, one complete file remains",
  async (folder) => {
    const all = [1, 2, 3, 4].map((n) => new Uint8Array(1 << 18).fill(n));
    await Promise.all(all.map((each) => writeWhole(`${folder}/model`, each)));
    assertEquals(names(folder), ["model"]);
    const found = await Deno.readFile(`${folder}/model`);
    assertEquals(found, all[found[0] - 1]);
  },
);

diskTest(
  "writeWhole() writes the file again if another process removes its temporary file",
  async (folder) => {
    const large = new Uint8Array(1 << 24).fill(7);
    const writing = writeWhole(`${folder}/model`, large);
    let removed = 0, isWritten = false;
    writing.finally(() => isWritten = true);
    while (removed < 2 && !isWritten) {
      removed += names(folder).length;
      await removeParts(folder);
    }
    await writing;
    assertEquals(removed, 2);
    assertEquals(names(folder), ["model"]);
    assertEquals(await Deno.readFile(`${folder}/model`), large);
  },
);

diskTest(
  "removeParts() removes only temporary files that no process is writing",
  async (folder) => {
    const others = [
      ...["model", "a.part", "a.123.part", "part"],
      "a.00000000-0000-4000-8000-000000000000",
    ];
    const parts = [
      "run.json.00000000-0000-4000-8000-000000000000.part",
      "model.safetensors.f81d4fae-7dec-11d0-a765-00a0c91e6bf6.part",
      "1+0.safetensors.123e4567-e89b-42d3-a456-426614174009.part",
    ];
    const own = partOf("model"),
      foreign = own.replace(/\.[^.~]+~/, ".other-1~");
    const ages: [name: string, minutes: number, isKept: boolean][] = [
      ...others.map((name): [string, number, boolean] => [name, 3000, true]),
      ...parts.map((name): [string, number, boolean] => [name, 3000, false]),
      ...parts.map((
        name,
      ): [string, number, boolean] => [`b.${name}`, 1200, true]),
      [`c.${own}`, 2, false],
      [`d.${own}`, 0, false],
      [`e.${foreign}`, 60, true],
      [`f.${foreign}`, 3000, false],
    ];
    for (const [name, minutes] of ages) {
      const path = `${folder}/${name}`, time = Date.now() / 1000 - 60 * minutes;
      await Deno.writeFile(path, bytes);
      await Deno.utime(path, time, time);
    }
    await removeParts(folder);
    assertEquals(
      names(folder).sort(),
      ages.flatMap(([name, , isKept]) => isKept ? [name] : []).sort(),
    );
  },
);

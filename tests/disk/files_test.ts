import { assertEquals, assertRejects } from "@std/assert";
import { readSized, SaveError, writeWhole } from "../../lib/disk/files.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** A test in a folder of its own, where that is allowed. */
function diskTest(name: string, work: (folder: string) => Promise<void>) {
  Deno.test({
    ...needing(name, DISK),
    fn: () => inTemporaryFolder(work),
  });
}

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

diskTest(
  "readSized() reads no more than the size, and no less than there is",
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
  "writeWhole() writes a file and leaves nothing else",
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
  "writeWhole() leaves no temporary file when the name is taken by a folder",
  async (folder) => {
    await Deno.mkdir(`${folder}/model/inner`, { recursive: true });
    await assertRejects(() => writeWhole(`${folder}/model`, bytes));
    assertEquals(names(folder), ["model"]);
    assertEquals(names(`${folder}/model`), ["inner"]);
  },
);

diskTest(
  "writeWhole() fails where there is no folder, and makes none",
  async (folder) => {
    await assertRejects(
      () => writeWhole(`${folder}/nowhere/model`, bytes),
      SaveError,
      "nowhere/model must be written: found no such file or directory;",
    );
    assertEquals(names(folder), []);
  },
);

diskTest(
  "writeWhole() keeps what was there until the new file is whole",
  async (folder) => {
    await Deno.writeFile(`${folder}/model`, Uint8Array.of(1));
    const writing = writeWhole(`${folder}/model`, new Uint8Array(1 << 20));
    const { size } = await Deno.stat(`${folder}/model`);
    assertEquals(size === 1 || size === 1 << 20, true, `${size} bytes`);
    await writing;
  },
);

diskTest(
  "writeWhole() lets several write one file: one of them is there, whole",
  async (folder) => {
    const all = [1, 2, 3, 4].map((n) => new Uint8Array(1 << 18).fill(n));
    await Promise.all(all.map((each) => writeWhole(`${folder}/model`, each)));
    assertEquals(names(folder), ["model"]);
    const found = await Deno.readFile(`${folder}/model`);
    assertEquals(found, all[found[0] - 1]);
  },
);

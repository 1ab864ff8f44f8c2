import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { inFolder } from "../dataset/_idx_folder.ts";

/**
 * Makes symbolic links in another process, since the test has no permission for
 * it.
 */
async function link(links: Record<string, string>): Promise<void> {
  const code = Object.entries(links)
    .map(([from, to]) =>
      `Deno.symlinkSync(${JSON.stringify(to)}, ${JSON.stringify(from)})`
    );
  const { code: status } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code.join(";")],
  }).output();
  assertEquals(status, 0);
}

inFolder(
  "a path, after its links, must be in the folder of the spec or in the current folder",
  async (load, folder, t) => {
    await load();
    Deno.mkdirSync(`${folder}/spec`);
    Deno.mkdirSync(`${folder}/spec/inner`);
    Deno.mkdirSync(`${folder}/specific`);
    for (const place of ["spec/inner", "specific"]) {
      Deno.copyFileSync(`${folder}/a`, `${folder}/${place}/a`);
      Deno.copyFileSync(`${folder}/b`, `${folder}/${place}/b`);
    }
    await link({
      [`${folder}/spec/toInner`]: `${folder}/spec/inner/a`,
      [`${folder}/spec/toOuter`]: `${folder}/a`,
      [`${folder}/spec/up`]: folder,
      [`${folder}/spec/endless`]: "/dev/zero",
    });
    const spec = `${folder}/spec/`;
    const read = (images: string, folders: string[]) =>
      load(
        {},
        { dataset: { idx: { train: { images, labels: "inner/b" } } } },
        { folders },
      );
    const within: [path: string, folders: string[]][] = [
      ["inner/a", [spec]],
      ["./inner/../inner/a", [spec]],
      [`${folder}/spec/inner/a`, [spec]],
      ["toInner", [spec]],
      ["../a", [spec, folder]],
      ["toOuter", [spec, `${folder}/.`]],
    ];
    for (const [path, folders] of within) {
      await t.step(`${path} is read`, async () => {
        assertEquals((await read(path, folders)).train.inputs.rows, 3);
      });
    }
    const without: [path: string, found: string][] = [
      ["../a", "must be a file inside"],
      [`${folder}/a`, "must be a file inside"],
      ["toOuter", ", in another folder; to allow this folder"],
      ["up/a", "must be a file inside"],
      // a folder whose name starts with the name of the spec folder
      ["../specific/a", "must be a file inside"],
      ["/etc/hostname", "must be a file inside"],
      ["endless", "must be a file inside"],
      ["inner", "must be a file: found a folder"],
      ["nowhere", "must be a file in"],
      ["inner/a/a", "inner/a/a "],
    ];
    for (const [path, found] of without) {
      await t.step(`${path} is refused`, async () => {
        const error = await assertRejects(
          () => read(path, [spec]),
          DatasetError,
        );
        assertStringIncludes(error.message, found);
        assertEquals(error.files, [path]);
      });
    }
    const elsewhere = [
      "../a",
      `${folder}/a`,
      "toOuter",
      "up/a",
      "../specific/a",
    ];
    for (const path of elsewhere) {
      await t.step(
        `${path} is read with the suggested --data`,
        async () => {
          const error = await assertRejects(() => read(path, [spec]));
          const { message } = error as Error;
          const [, data] = /; to allow this folder, add --data (\S+)$/.exec(
            message,
          )!;
          Deno.copyFileSync(`${folder}/b`, `${data}/labels`);
          const { train } = await load(
            {},
            { dataset: { idx: { train: { images: path, labels: "labels" } } } },
            { folders: [spec], data },
          );
          assertEquals(train.inputs.rows, 3);
        },
      );
    }
    await t.step(
      "with --data, a path in any other folder is refused",
      async () => {
        const error = await assertRejects(
          () =>
            load(
              {},
              {
                dataset: { idx: { train: { images: "inner/a", labels: "b" } } },
              },
              { folders: [spec], data: `${folder}/specific` },
            ),
          DatasetError,
        );
        assertStringIncludes(
          error.message,
          `must be a file in ${folder}/specific`,
        );
      },
    );
  },
);

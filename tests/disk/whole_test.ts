import { assertEquals } from "@std/assert";
import { writeWhole } from "../../lib/disk/files.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

Deno.test({
  ...needing(
    "writeWhole() syncs the file before it renames it, and then syncs the folder",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { prototype } = Deno.FsFile,
        { sync } = prototype,
        { rename } = Deno;
      const done: string[] = [];
      prototype.sync = async function () {
        const { isDirectory } = await this.stat();
        await sync.call(this);
        done.push(isDirectory ? "folder synced" : "file synced");
      };
      Deno.rename = async (from, to) => {
        await rename(from, to);
        done.push("renamed");
      };
      try {
        for (const name of ["a", "b.json", "c.safetensors"]) {
          done.length = 0;
          await writeWhole(`${folder}/${name}`, Uint8Array.of(1, 2));
          assertEquals(done, ["file synced", "renamed", "folder synced"]);
        }
      } finally {
        prototype.sync = sync;
        Deno.rename = rename;
      }
    }),
});

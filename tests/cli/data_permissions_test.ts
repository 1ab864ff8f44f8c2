import { assert, assertEquals } from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { serveFaults } from "../disk/_fault_server.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { outcome, start } from "./_command.ts";
import { digits } from "./_digits.ts";
import { COMMAND, needing } from "../_needing.ts";

/**
 * The permissions that a command requested, by kind, from the audit log of
 * Deno.
 */
async function asked(
  folder: string,
  args: string[],
): Promise<Record<string, Set<string>>> {
  const log = `${folder}/audit.jsonl`;
  await start("data", folder, args, { DENO_AUDIT_PERMISSIONS: log }).output();
  const asked: Record<string, Set<string>> = {};
  for (const line of (await Deno.readTextFile(log)).split("\n")) {
    if (line === "") continue;
    const { permission, value } = JSON.parse(line);
    const address = URL.parse(value); // fetch requests the address and the host
    const host = address?.host && `${address.hostname}:${address.port || 443}`;
    (asked[permission] ??= new Set()).add(host || value);
  }
  await Deno.remove(log);
  return asked;
}

Deno.test({
  ...needing(
    "data fetch needs only the permissions for the host of the mirror and for the folder data",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      await using server = await serveFaults(digits);
      const mirror = server.url("good");
      const { net, read, write, env = new Set<string>(), ...others } =
        await asked(
          folder,
          ["fetch", "digits", "--mirror", mirror.href],
        );
      assertEquals([...net], [mirror.host]);
      assertEquals(others, {});
      for (const name of env) assert(["INIT_CWD", "NO_COLOR"].includes(name));
      for (const path of [...read, ...write]) {
        assert(
          path.startsWith("data/") || path.startsWith(`${folder}/data`),
          path,
        );
      }
    }),
});

Deno.test({
  ...needing(
    "data fetch connects only to the hosts of the catalog, which the task allows",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ["mnist", "fashion-mnist"] as const) {
        const { net } = await asked(folder, ["fetch", name]);
        const hosts = catalogue[name].mirrors.map((url) => new URL(url).host);
        assertEquals([...net].sort(), hosts.map((h) => `${h}:443`).sort());
      }
    }),
});

Deno.test({
  ...needing(
    "data list, verify and show of existing files request no network access",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      for (const args of [["list"], ["verify"], ["show", "digits"]]) {
        assertEquals((await asked(folder, args)).net, undefined);
      }
    }),
});

Deno.test({
  ...needing(
    "the suggested command for a mirror on another host writes to the current folder",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      await using server = await serveFaults(digits);
      const mirror = server.url("good").href.replace("127.0.0.1", "0.0.0.0");
      const args = ["fetch", "digits", "--mirror", mirror];
      const typed = `${folder}/some where`;
      Deno.mkdirSync(typed);
      const { code, err } = await outcome(start("data", typed, args));
      assertEquals(code, 1);
      const shown =
        /to run the command with this permission, type\n {2}deno (.*)\n/.exec(
          err,
        )?.[1];
      const then = new Deno.Command(Deno.execPath(), {
        args: shown?.split(" ") ?? [err],
        cwd: typed,
      });
      assertEquals((await then.output()).code, 0);
      assertEquals(names(`${typed}/data/digits`).length, 4);
    }),
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { COMMAND, needing } from "../_needing.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { checkInBrowser } from "./hosts.ts";

Deno.test({
  ...needing(
    "the check without Deno's types refuses code that needs Deno, and accepts code for browsers",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const cases = [
        ["await Deno.readFile('a');", "Cannot find name 'Deno'"],
        ["new Worker('a', { deno: {} });", "'deno' does not exist"],
        ["Promise.withResolvers();", "'withResolvers' does not exist"],
        ["document.title = await new Response('a').text();", ""],
      ];
      for (const [source, problem] of cases) {
        await t.step(source, async () => {
          const path = `${folder}/planted.ts`;
          await Deno.writeTextFile(path, `export {};\n${source}\n`);
          const found = checkInBrowser([path], folder);
          if (problem) assertStringIncludes(found, problem);
          else assertEquals(found, "");
        });
      }
    }),
});

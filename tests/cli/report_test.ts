import { assert, assertEquals, assertMatch } from "@std/assert";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { inProject, outcome, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const xor = inProject("specs/xor.yaml"), epochs = ["--epochs", "3"];

Deno.test({
  ...needing("--report writes one run or two runs as an HTML page", COMMAND),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const runs = `${folder}/runs`;
      await t.step("train --report", async () => {
        const { code, out } = await run(
          ...["train", folder, xor, ...epochs, "--report"] as const,
        );
        assertEquals(code, 0);
        assertMatch(
          out,
          /\nmodel: runs\/xor\/.*\nreport: runs\/xor\/report\.html\n$/,
        );
        const page = await Deno.readTextFile(`${runs}/xor/report.html`);
        assertMatch(page, /^<!DOCTYPE html>[^]*<title>xor: percept<\/title>/);
      });
      await t.step("train", async () => {
        const { code, out } = await run("train", folder, xor, ...epochs);
        assertEquals(code, 0);
        assert(!out.includes("report:"));
        assert(!names(`${runs}/xor-2`).includes("report.html"));
      });
      await t.step("explain RUN RUN --report", async () => {
        const { code, out, err } = await run(
          ...["explain", folder, "runs/xor", "runs/xor-2"] as const,
          "--report",
        );
        assertEquals([code, err], [0, ""]);
        assertMatch(out, /^<!DOCTYPE html>[^]*<h1>runs\/xor and runs\/xor-2</);
        assertMatch(
          out,
          /the runs have the same spec, data, options and machine/,
        );
      });
      await t.step(
        "train --report without permission to read the environment",
        async () => {
          const { code, err } = await outcome(
            new Deno.Command(Deno.execPath(), {
              args: [
                ...["run", "--no-prompt", "--deny-env", "--allow-read"],
                ...[`--allow-write=${folder}`, inProject("lib/cli/main.ts")],
                ...["train", xor, ...epochs, "--report", "--out", "denied"],
              ],
              cwd: folder,
              stdout: "piped",
              stderr: "piped",
            }).spawn(),
          );
          assertEquals(code, 0, err);
          assert(names(`${folder}/denied`).includes("report.html"));
        },
      );
      await t.step("explain SPEC --report", async () => {
        const { code, err } = await run("explain", folder, xor, "--report");
        assertEquals(code, 2);
        assertMatch(
          err,
          /^error: --report must be used with the folder of a run: found the spec/,
        );
      });
    }),
});

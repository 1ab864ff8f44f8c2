import { assertEquals, assertMatch } from "@std/assert";
import { COMMAND, needing } from "../_needing.ts";
import { inProject, outcome } from "./_command.ts";

/**
 * The number of folders that are read, and that commands run on.
 * `deno task soak:runs` tests more.
 */
const [READ, RUN] = [200, 12];

Deno.test(
  needing(
    `${READ} damaged run folders are loaded or refused, ${RUN} of them by commands, and no other file changes`,
    COMMAND,
  ),
  async () => {
    const { code, out, err } = await outcome(
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-prompt", "--allow-all"], // to make links and pipes
          inProject("tests/soak_runs.ts"),
          ...["--read", `${READ}`, "--run", `${RUN}`, "--seed", "18"],
        ],
        cwd: inProject(""),
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    assertEquals([code, err], [0, ""], out);
    assertMatch(out, new RegExp(`^${READ} .*read, 0 with faults$`, "m"));
    assertMatch(out, new RegExp(`^${RUN} .*commands, 0 with faults$`, "m"));
  },
);

import { assertEquals, assertMatch } from "@std/assert";
import { COMMAND, needing } from "../_needing.ts";
import { inProject, outcome } from "./_command.ts";

/** So many folders, and some for commands; `deno task soak:runs` has many more. */
const [READ, RUN] = [200, 12];

Deno.test(
  needing(
    `${READ} run folders changed at random are read or refused, ${RUN} by commands, and nothing else is touched`,
    COMMAND,
  ),
  async () => {
    const { code, out, err } = await outcome(
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-prompt", "--allow-all"], // for links and pipes
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

/**
 * Compares the quoted output in the lesson, `lib/README.md`, with the output of
 * the commands.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/** A command in an HTML comment, and the code block after it. */
const QUOTE = /<!-- deno task (\S+) (.*) -->\n\n```\n([^]*?)```/g;

Deno.test({
  ...needing(
    "the output of a command contains each block that the lesson quotes",
    COMMAND,
  ),
  async fn(t) {
    const lesson = await Deno.readTextFile(inProject("lib/README.md"));
    const quotes = [...lesson.matchAll(QUOTE)];
    assert(quotes.length >= 4);
    const printed = new Map<string, string>();
    const folder = await Deno.makeTempDir();
    for (const [, task, line, block] of quotes) {
      const command = `${task} ${line}`;
      await t.step(command, async () => {
        if (!printed.has(command)) {
          const [spec, ...flags] = line.split(" ");
          const { code, out, err } = await run(
            task as "train" | "explain",
            folder,
            inProject(spec),
            ...flags,
          );
          assertEquals(code, 0, err);
          printed.set(command, out);
        }
        const out = printed.get(command)!;
        assert(
          out.includes(block),
          `not in the output:\n${block}\n---\n${out}`,
        );
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
});

/**
 * What the lesson, `lib/README.md`, quotes of the command is what the command
 * prints.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/** A command in a comment, and the block under it. */
const QUOTE = /<!-- deno task (\S+) (.*) -->\n\n```\n([^]*?)```/g;

Deno.test({
  ...needing(
    "each block of the lesson stands in its command's output",
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

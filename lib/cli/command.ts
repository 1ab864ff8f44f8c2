/**
 * What a person types before a verb, as help and messages name it.
 *
 * @module
 */

/** The flag by which `deno install` hands over the name of the command. */
const AS = "--as";

const isNamed = Deno.args[0] === AS && Deno.args.length > 1;

/** The command: a task in a checkout, the name it was installed under, or Deno's own. */
export const COMMAND = isNamed
  ? Deno.args[1]
  : import.meta.url.startsWith("file:")
  ? "deno task"
  : "deno run -RWNE jsr:@percept/nn/cli";

/** Whether it runs in a checkout, which has tasks and specs of its own. */
export const isTask = COMMAND === "deno task";

/** What a person typed after the command. */
export const typedArgs: readonly string[] = isNamed
  ? Deno.args.slice(2)
  : Deno.args;

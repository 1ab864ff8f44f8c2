/**
 * The command as the user typed it, for help texts and messages.
 *
 * @module
 */

/**
 * The flag that passes the name of the installed command. `deno install` writes
 * `--as` into the command that it installs.
 */
const AS = "--as";

const isNamed = Deno.args[0] === AS && Deno.args.length > 1;

/**
 * The text that the user types before a command such as `train`: `deno task` in a checkout, the name
 * of the installed command, or `deno run` with the address of the package.
 */
export const COMMAND = isNamed
  ? Deno.args[1]
  : import.meta.url.startsWith("file:")
  ? "deno task"
  : "deno run -RWNE jsr:@percept/nn/cli";

/** Whether the program runs as `deno task` in a checkout. */
export const isTask = COMMAND === "deno task";

/** The arguments that the user typed after the command. */
export const typedArgs: readonly string[] = isNamed
  ? Deno.args.slice(2)
  : Deno.args;

/**
 * Where a person is: `deno task` runs in the project's folder, so paths that
 * are typed are taken from the folder the command was started in.
 *
 * @module
 */

/** A path that a person typed, as a path from here. */
export function typedPath(path: string): string {
  const isAbsolute = path.startsWith("/") || /^[a-z]:[\\/]|^\\\\/i.test(path);
  const from = environment("INIT_CWD");
  return isAbsolute || !from ? path : `${from}/${path}`;
}

/** A variable of the environment; none where it may not be read. */
export function environment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/**
 * Tests that need more than a processor: a permission, a program, files. Where
 * it is missing they are skipped, and their names say why:
 * `loadModel() reads a file (skipped: needs --allow-read)`. A bare `deno test`
 * has no permission, so it runs what needs none; `deno task test` grants all.
 *
 * @module
 */

const FLAGS: Record<Permission, string> = {
  read: "--allow-read",
  write: "--allow-write of the temporary folder",
  net: "--allow-net=127.0.0.1",
  deno: "--allow-run=deno",
};

/** Needs `--allow-read`: the files of the checkout. */
export const READ = lacking("read");

/** Needs a temporary folder too. */
export const DISK = lacking("read", "write");

/** Needs a server of its own, and a temporary folder. */
export const SERVER = lacking("read", "write", "net");

/** Needs to start Deno: the command, in a temporary folder, with a server. */
export const COMMAND = lacking("read", "write", "net", "deno");

/** The folder of the real MNIST files, where a run has them. */
export const mnistDir: string | undefined =
  granted({ name: "env", variable: "MNIST_DIR" })
    ? Deno.env.get("MNIST_DIR") || undefined
    : undefined;

/** Needs the real MNIST files, and a server. */
export const MNIST = mnistDir === undefined
  ? "MNIST_DIR is not set to the folder of the real files"
  : SERVER;

/** The flag for environment variables, if this run may not read all of them. */
export function variables(...names: readonly string[]): string {
  return names.every((variable) => granted({ name: "env", variable }))
    ? ""
    : `needs --allow-env=${names}`;
}

/**
 * Why this run cannot start programs, or `""` if it can. It starts them, to
 * see: only for the tests that need them.
 */
export function programs(...names: readonly string[]): string {
  if (!names.every((command) => granted({ name: "run", command }))) {
    return `needs --allow-run=${names}`;
  }
  for (const name of names) {
    try {
      new Deno.Command(name, { args: ["--version"] }).outputSync();
    } catch {
      return `there is no ${name}`;
    }
  }
  return "";
}

/**
 * The name of a test, and whether it is skipped: to be spread into its
 * definition, or given to `Deno.test` before its function.
 *
 * @param name What the test claims.
 * @param lacks For each thing that it needs, what is missing; `""` for nothing.
 */
export function needing(
  name: string,
  ...lacks: readonly string[]
): { name: string; ignore: boolean } {
  const missing = lacks.find((lack) => lack !== "");
  return missing === undefined
    ? { name, ignore: false }
    : { name: `${name} (skipped: ${missing})`, ignore: true };
}

/** A permission that tests may need. */
export type Permission = "read" | "write" | "net" | "deno";

/** The flags of those permissions that this run does not have; `""` if it has all. */
export function lacking(...permissions: readonly Permission[]): string {
  const flags = permissions.filter((p) => !has(p)).map((permission) =>
    FLAGS[permission]
  );
  const last = flags.pop();
  if (last === undefined) return "";
  return `needs ${flags.length ? `${flags.join(", ")} and ` : ""}${last}`;
}

function has(permission: Permission): boolean {
  switch (permission) {
    case "read":
      return granted({ name: "read" });
    case "write":
      return granted({ name: "write" }) || mayWriteTemporarily();
    case "net":
      return granted({ name: "net", host: "127.0.0.1" });
    case "deno":
      return granted({ name: "run", command: Deno.execPath() });
  }
}

/** Asks for the state of a permission, never for the permission. */
function granted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** Which folder is the temporary one can only be found by trying. */
function mayWriteTemporarily(): boolean {
  try {
    Deno.removeSync(Deno.makeTempDirSync()); // refused without a prompt: tests have none
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return false;
    throw error;
  }
}

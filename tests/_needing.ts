/**
 * Tests that need a permission, a program or files. Without them, such a test
 * is skipped, and its name has the reason:
 * `loadModel() reads a file (skipped: needs --allow-read)`. A bare `deno test`
 * has no permissions, so it runs only the tests that need none.
 * `deno task test` grants all permissions that the tests need.
 *
 * @module
 */

const FLAGS: Record<Permission, string> = {
  read: "--allow-read",
  write: "--allow-write of the temporary folder",
  net: "--allow-net=127.0.0.1",
  deno: "--allow-run=deno",
};

/** The test needs `--allow-read`, for the files of the checkout. */
export const READ = lacking("read");

/** The test also needs a temporary folder. */
export const DISK = lacking("read", "write");

/** The test also needs a local server. */
export const SERVER = lacking("read", "write", "net");

/** The test also starts Deno, for the command line. */
export const COMMAND = lacking("read", "write", "net", "deno");

/** The folder of the real MNIST files, if the variable `MNIST_DIR` is set. */
export const mnistDir: string | undefined =
  granted({ name: "env", variable: "MNIST_DIR" })
    ? Deno.env.get("MNIST_DIR") || undefined
    : undefined;

/** The test needs the real MNIST files, and a local server. */
export const MNIST = mnistDir === undefined
  ? "MNIST_DIR is not set to the folder of the real files"
  : SERVER;

/**
 * The missing flag for environment variables; `""` if this run may read all of
 * them.
 */
export function variables(...names: readonly string[]): string {
  return names.every((variable) => granted({ name: "env", variable }))
    ? ""
    : `needs --allow-env=${names}`;
}

/**
 * The reason why this run cannot start programs, or `""` if it can. To find
 * out, this function starts each program, so call it only for tests that need
 * the programs.
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
 * The name of a test, and whether it is skipped. Spread the result into the
 * definition of a test, or pass it to `Deno.test` before the function.
 *
 * @param name The name of the test.
 * @param lacks For each requirement, a text that names what is missing, or `""`
 * if it is met.
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

/** A permission that tests can need. */
export type Permission = "read" | "write" | "net" | "deno";

/**
 * The flags of the permissions that this run does not have; `""` if it has all
 * of them.
 */
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

/** Queries the state of a permission; never requests the permission. */
function granted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/**
 * Whether this run may write to the temporary folder. Only an attempt shows
 * this.
 */
function mayWriteTemporarily(): boolean {
  try {
    Deno.removeSync(Deno.makeTempDirSync()); // tests run without prompts
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return false;
    throw error;
  }
}

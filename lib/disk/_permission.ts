/**
 * Messages about missing permissions, with the Deno flag that grants each
 * permission.
 *
 * @module
 */

/**
 * Describes a missing permission, such as
 * `needs the permission --allow-net=localhost:8080`.
 *
 * @param what The path or host to write after the flag; default: the path or
 * host in Deno's error message.
 */
export function permissionNeeded(
  { message }: Error,
  what = /"(.*)"/.exec(message)?.[1],
): string {
  const flag = /--allow-\w+/.exec(message)?.[0];
  return what === undefined
    ? `needs a permission: ${message}`
    : `needs the permission ${flag}=${what}`;
}

/**
 * What Deno did not allow, as the flag that would allow it.
 *
 * @module
 */

/**
 * A few words on a refused permission, such as `needs the permission
 * --allow-net=localhost:8080`.
 *
 * @param what What it is wanted for, where that is not what was refused.
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

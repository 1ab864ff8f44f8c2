/**
 * What Deno did not allow, as the flag that would allow it.
 *
 * @module
 */

/**
 * A few words on a refused permission, such as `needs the permission
 * --allow-net=localhost:8080`.
 */
export function permissionNeeded({ message }: Error): string {
  const flag = /--allow-\w+/.exec(message)?.[0];
  const what = /"(.*)"/.exec(message)?.[1];
  return what === undefined
    ? `needs a permission: ${message}`
    : `needs the permission ${flag}=${what}`;
}

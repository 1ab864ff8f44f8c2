/**
 * Paths of files as text.
 *
 * @module
 */

/** Whether a path begins at the top of a disk. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[a-z]:[\\/]|^\\\\/i.test(path);
}

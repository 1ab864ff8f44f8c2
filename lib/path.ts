/**
 * Functions for file paths, which are strings.
 *
 * @module
 */

/** Whether a path is absolute, on Linux, macOS or Windows. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[a-z]:[\\/]|^\\\\/i.test(path);
}

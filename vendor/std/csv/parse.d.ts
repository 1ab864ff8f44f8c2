/**
 * What this project uses of `@std/csv/parse`, declared as JSR declares it.
 *
 * @module
 */

export function parse(input: string): string[][];

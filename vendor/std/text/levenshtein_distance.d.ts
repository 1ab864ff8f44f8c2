/**
 * What this project uses of `@std/text/levenshtein-distance`, declared as JSR
 * declares it.
 *
 * @module
 */

/** How many letters must be put in, taken out or changed to make one text the other. */
export function levenshteinDistance(str1: string, str2: string): number;

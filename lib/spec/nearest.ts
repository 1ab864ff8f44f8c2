/**
 * The word somebody may have meant.
 *
 * @module
 */

import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * The word nearest to what was written, if a slip explains the difference: at
 * most one letter in three is wrong, or only the case is.
 */
export function nearest(
  written: string,
  words: readonly string[],
): string | undefined {
  if (written.length > 40) return undefined;
  const slip = ({ word, distance }: { word: string; distance: number }) =>
    distance <= Math.max(1, Math.floor(word.length / 3));
  return words
    .map((word) => ({
      word,
      distance: levenshteinDistance(written.toLowerCase(), word.toLowerCase()),
    }))
    .filter(slip)
    .sort((a, b) => a.distance - b.distance)[0]?.word;
}

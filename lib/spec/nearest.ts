/**
 * Suggestions for misspelled words and for words of other libraries.
 *
 * @module
 */

import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { namedOtherwise, plainWord } from "./_other_names.ts";

/**
 * The edit distance between two words. If two neighboring letters are swapped
 * where the words first differ, the swap counts as one edit.
 */
function editDistance(written: string, word: string): number {
  let at = 0;
  while (at < word.length && written[at] === word[at]) at++;
  const swapped = written.slice(0, at) + (written[at + 1] ?? "") +
    (written[at] ?? "") + written.slice(at + 2);
  return Math.min(
    levenshteinDistance(written, word),
    1 + levenshteinDistance(swapped, word),
  );
}

/**
 * The word with the smallest edit distance to a misspelled word, if there is at
 * most one edit for every three letters. The comparison ignores upper and lower
 * case.
 */
export function misspelled(
  written: string,
  words: readonly string[],
): string | undefined {
  if (written.length > 40) return undefined;
  const slip = ({ word, distance }: { word: string; distance: number }) =>
    distance <= Math.max(1, Math.floor(word.length / 3));
  return words
    .map((word) => ({
      word,
      distance: editDistance(written.toLowerCase(), word.toLowerCase()),
    }))
    .filter(slip)
    .sort((a, b) => a.distance - b.distance)[0]?.word;
}

/**
 * The known word that the user probably meant: the word that has the written
 * name in another library, or a word with almost the same spelling.
 */
export function nearest(
  written: string,
  words: readonly string[],
): string | undefined {
  const plain = plainWord(written);
  return words.find((word) => plain !== "" && plainWord(word) === plain) ??
    namedOtherwise(written).map((path) => path.replace(/^.*\./, ""))
      .find((word) => words.includes(word)) ??
    misspelled(written, words);
}

/**
 * The rules that compare `classWeights` with the labels.
 *
 * @module
 */

import { brief, visible } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { issuesOf } from "./_place.ts";
import type { LabelFacts, Scene } from "./_scene.ts";
import { SpecError } from "./error.ts";
import { nearest } from "./nearest.ts";
import type { ClassWeights } from "./spec.ts";

/** The maximum number of classes that a message lists. */
const MOST_LISTED = 10;

/** The known facts about the classes. */
type Known = Pick<LabelFacts, "task" | "classes">;

/** Checks that the labels are classes, and that every name with a weight is a class. */
export function* classWeights({ draft, labels }: Scene): Iterable<Fault> {
  const { classWeights: weights, dataset } = draft;
  if (weights === undefined || !labels) return;
  for (const fault of faultsOf(weights, labels)) {
    yield dataset === undefined ? fault : { ...fault, other: ["dataset"] };
  }
}

/**
 * Checks that the labels are classes, and that every name with a weight is a class.
 *
 * @param hint The text to add to an error about an unknown name.
 * @throws {SpecError} If a weight is wrong; the `SpecError` lists all errors.
 */
export function mustHaveClasses(
  weights: ClassWeights,
  known: Known,
  hint?: string,
): asserts known is Known & { classes: readonly string[] } {
  const faults = [...faultsOf(weights, known, hint)];
  if (faults.length === 0) return;
  throw new SpecError(issuesOf(faults, { value: { classWeights: weights } }));
}

function* faultsOf(
  weights: ClassWeights,
  { task, classes }: Known,
  hint = "",
): Iterable<Fault> {
  if (!classes) {
    const why = task.type === "labels"
      ? "each output is an independent label, and an example may have several labels"
      : "the labels are numbers, not classes";
    yield {
      keys: ["classWeights"],
      on: "value",
      message: `must be omitted, since ${why}: found ${brief(weights)}`,
    };
  } else if (typeof weights === "object") {
    const some = classes.slice(0, MOST_LISTED).map(visible).join(", ");
    const more = classes.length - MOST_LISTED;
    const listed = more > 0 ? `${some} and ${more} more` : some;
    const known = new Set(classes);
    const unknown = Object.keys(weights).filter((name) => !known.has(name));
    for (const [n, name] of unknown.entries()) {
      const isWord = n < MOST_LISTED && /\p{L}/u.test(name);
      const near = isWord ? nearest(name, classes) : undefined;
      const meant = near === undefined
        ? hint
        : `, did you mean "${visible(near)}"?`;
      yield {
        keys: ["classWeights", name],
        on: "key",
        message: `must be a class of the data, one of ${listed}: found ${
          brief(name)
        }${meant}`,
      };
    }
  }
}

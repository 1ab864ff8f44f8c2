/**
 * What must agree between the weights of classes and the labels.
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

/** The most classes that a message lists. */
const MOST_LISTED = 10;

/** What is known of the classes. */
type Known = Pick<LabelFacts, "task" | "classes">;

/** Whether the labels are classes of the names that have weights. */
export function* classWeights({ draft, labels }: Scene): Iterable<Fault> {
  const { classWeights: weights, dataset } = draft;
  if (weights === undefined || !labels) return;
  for (const fault of faultsOf(weights, labels)) {
    yield dataset === undefined ? fault : { ...fault, other: ["dataset"] };
  }
}

/**
 * Refuses weights where labels are not classes, or not of these names.
 *
 * @param hint What is added to the error about a name.
 * @throws {SpecError} With all that is wrong.
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
      ? "each output is a label of its own, and an example may have several"
      : "the labels are numbers, not classes";
    yield {
      keys: ["classWeights"],
      on: "value",
      message: `must be left out, since ${why}: found ${brief(weights)}`,
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

/**
 * Fields that several layer types have.
 *
 * @module
 */

/** What is applied to weighted sums. */
export const activation = {
  kind: "activation",
  presence: "computed",
  computed: "sigmoid; on the last layer depends on loss and labels",
  doc: "what is applied to the weighted sum; softmax on the last layer only",
} as const;

/** How many outputs are dropped in training. */
export const dropout = {
  kind: "dropout",
  presence: "optional",
  doc:
    "the share of its outputs that is dropped while it learns; not on the last layer",
} as const;

/** How weights start. */
export const initializer = {
  kind: "initializer",
  presence: "default",
  value: "lecunNormal",
  doc: "how its weights start",
} as const;

/** How biases start. */
export const biasInitializer = {
  kind: "biasInitializer",
  presence: "default",
  value: "zeros",
  doc: "how its biases start; uniform is from 0 to 1",
} as const;

/**
 * From a spec to a network with its first weights.
 *
 * @module
 */

import { isMapping } from "../format/mod.ts";
import { mustBeFunctions } from "../options.ts";
import { type Dataset, exampleFacts } from "../dataset/mod.ts";
import { type Engine, engineFor, withThreads } from "../engine/mod.ts";
import { initialParameters, planNetwork } from "../network/mod.ts";
import {
  checkSpec,
  examplesOf,
  isOpen,
  type Spec,
  type SpecInput,
} from "../spec/mod.ts";
import { inputWidth } from "./_shapes.ts";
import { fittedOf } from "./fitted.ts";
import { Mlp } from "./mlp.ts";
import {
  activationIn,
  type CustomActivation,
  type CustomSpecInput,
  withCustom,
  withStandIns,
} from "./custom_activations.ts";

/** What may be said of a network beside its spec. */
export interface CompileOptions {
  /** The width of an example, where neither data set nor spec says it. */
  readonly inputs?: number | undefined;
  /** The loaded data set, which tells the width, and whether labels are numbers. */
  readonly data?: Dataset | undefined;
  /** The engine; default: the first exact one that can run the network. */
  readonly engine?: Engine | undefined;
  /**
   * Activations of the caller's own, by the names that the spec's layers have for
   * them. They run on the reference engine, and are in no saved model.
   */
  readonly activations?: Readonly<Record<string, CustomActivation>> | undefined;
  /** The most threads; as many as there are cores and work for unless given. */
  readonly threads?: number | undefined;
}

/**
 * Compiles a spec into a network with seeded first weights.
 *
 * @param spec A spec that `parseSpec` read, or one written in the program.
 * @throws {SpecError} With everything that is wrong in it.
 * @throws {RangeError} If `threads` is no whole number from 1.
 * @throws {TypeError} If the engine that is given refuses the network.
 * @example A network that learns OR
 * ```ts
 * import { compile, frame } from "@percept/nn";
 * import { assert } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "or",
 *   layers: [{ units: 1 }],
 *   loss: { type: "mse", reduction: "sum" },
 *   learningRate: 1,
 *   epochs: 500,
 * }, { inputs: 2 });
 * const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * await mlp.train(inputs, frame([[0], [1], [1], [1]]));
 * const [none, , , both] = mlp.predict(inputs).data;
 * assert(none < 0.5 && both > 0.5);
 * ```
 * @example An activation of one's own
 * ```ts
 * import { compile, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const square = { value: (z: number) => z * z, derivative: (z: number) => 2 * z };
 * const mlp = compile({
 *   name: "curve",
 *   layers: [{ units: 4, activation: "square" }, { units: 1 }],
 *   learningRate: 1,
 *   epochs: 10,
 * }, { inputs: 2, activations: { square } });
 * await mlp.train(frame([[0, 1], [1, 1]]), frame([[1], [0]]));
 * assertEquals(mlp.engine, "reference");
 * ```
 */
export function compile(
  spec: Spec | SpecInput | CustomSpecInput,
  { inputs, data, engine, threads, activations = {} }: CompileOptions = {},
): Mlp {
  if (!isMapping(spec)) checkSpec(spec); // says what was found
  const examples = data && exampleFacts(data);
  const known = withStandIns(spec, activations);
  const given = data ? checkSpec(known, { examples }) : known;
  // a spec that has its width is taken as it is: defaults of earlier versions differ
  const isWide = given.inputs?.units !== undefined || examplesOf(given.dataset);
  const units = inputs ?? (isWide ? undefined : examples?.width);
  if (given.sweep) {
    throw new TypeError(
      "a spec that is compiled must be of one network: found a sweep of many; leave sweep out",
    );
  }
  const checked = checkSpec(
    units === undefined
      ? given
      : { ...given, inputs: { ...given.inputs, units } },
    { examples },
  );
  if (isOpen(given) || isOpen(checked)) {
    throw new TypeError(
      "the last layer must have an activation, or the labels of the table must be known: found neither; " +
        "write activation: identity for numbers or sigmoid for classes, or compile(spec, { data: await loadDataset(spec) })",
    );
  }
  const names = spec.layers.map(activationIn);
  const { plan, ...said } = withCustom(
    { spec: checked, plan: planNetwork(checked, inputWidth(checked)) },
    names,
    activations,
  );
  const parameters = initialParameters(plan, checked.seed);
  const chosen = engine ?? engineFor(plan);
  mustBeFunctions({ "engine.refuses": chosen.refuses ?? null });
  const reason = chosen.refuses(plan);
  if (reason) {
    throw new TypeError(
      `the ${chosen.name} engine refuses the network: ${reason}`,
    );
  }
  const mlp = new Mlp(
    said.spec,
    plan,
    parameters,
    threads === undefined ? chosen : withThreads(chosen, threads),
  );
  if (data) mlp.fitted = fittedOf(data);
  return mlp;
}

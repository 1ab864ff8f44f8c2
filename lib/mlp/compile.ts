/**
 * `compile`: makes a network with initial weights from a spec.
 *
 * @module
 */

import { isMapping } from "../format/mod.ts";
import { mustBe, mustBeFunctions } from "../options.ts";
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
import { inputWidth, mustHaveWidth } from "./_shapes.ts";
import { fittedOf } from "./fitted.ts";
import { initializeFrom } from "./initialize.ts";
import { Mlp } from "./mlp.ts";
import { mustBeMlp } from "./model.ts";
import {
  activationIn,
  type CustomActivation,
  type CustomSpecInput,
  withCustom,
  withStandIns,
} from "./custom_activations.ts";

/** Options of `compile`. */
export interface CompileOptions {
  /** The number of inputs of an example, if neither the data set nor the spec gives this number. */
  readonly inputs?: number | undefined;
  /** The loaded data set, which decides the number of inputs and the task. */
  readonly data?: Dataset | undefined;
  /**
   * The engine (default: the fastest of the engines that can run the network
   * and compute the same bits on every machine).
   */
  readonly engine?: Engine | undefined;
  /**
   * Custom activation functions. The keys are the names of the activation
   * functions in the spec. A network with custom functions runs on the
   * reference engine and cannot be saved.
   */
  readonly activations?: Readonly<Record<string, CustomActivation>> | undefined;
  /**
   * A trained network. Each layer that has the same name, type and shapes as a
   * layer of the trained network starts with the weights of that layer. Layers
   * that match no layer of the given trained network start with random weights.
   * If the spec has the field `initialize`, this option is required;
   * `loadModel` loads a trained network.
   */
  readonly initialize?: Mlp | undefined;
  /** The largest number of threads (default: the number that is expected to be fastest). */
  readonly threads?: number | undefined;
}

/**
 * Compiles a spec into a network with random initial weights, which depend on the
 * spec's seed.
 *
 * @param spec A spec from `parseSpec`, or a spec written as an object.
 * @throws {SpecError} If the spec is invalid. The error lists everything that
 *   is wrong in the spec.
 * @throws {ShapeError} If the number of inputs is not given by the spec, its data
 *   set or the option `inputs`.
 * @throws {RangeError} If `threads` is not an integer of at least 1.
 * @throws {TypeError} If the given engine cannot run the network, or if no layer of
 *   `initialize` has the name, type and shapes of a layer of the spec.
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
 * @example A custom activation function
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
  options: CompileOptions = {},
): Mlp {
  if (!isMapping(spec)) checkSpec(spec); // throws, and says what was found
  const must = "an object, such as { inputs: 2 }";
  mustBe(isMapping(options), "the second argument of compile", must, options);
  const { inputs, data, engine, threads, initialize, activations = {} } =
    options;
  mustHaveWidth(spec, options);
  const examples = data && exampleFacts(data);
  const known = withStandIns(spec, activations);
  const given = data ? checkSpec(known, { examples }) : known;
  // a spec with inputs.units is not changed, because defaults of earlier versions
  // differ
  const isWide = given.inputs?.units !== undefined || examplesOf(given.dataset);
  const units = inputs ?? (isWide ? undefined : examples?.width);
  if (given.sweep) {
    throw new TypeError(
      "the spec must describe one network: found the field sweep, which describes several networks; remove sweep",
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
      "the activation of the last layer must be known: found no activation in the spec, and the table whose labels decide the default is not loaded; " +
        "write activation: identity for numbers or sigmoid for classes, or write compile(spec, { data: await loadDataset(spec) })",
    );
  }
  const names = spec.layers.map(activationIn);
  const { plan, ...said } = withCustom(
    { spec: checked, plan: planNetwork(checked, inputWidth(checked)) },
    names,
    activations,
  );
  const parameters = initialParameters(plan, checked.seed);
  if (initialize !== undefined) {
    mustBeMlp(initialize);
    initializeFrom(initialize, plan, parameters);
  } else if (checked.initialize) {
    const path = JSON.stringify(checked.initialize.from);
    throw new TypeError(
      `the model that the spec names in the field initialize is not loaded; write compile(spec, { initialize: await loadModel(${path}) })`,
    );
  }
  const chosen = engine ?? engineFor(plan);
  mustBeFunctions({ "engine.refuses": chosen.refuses ?? null });
  const reason = chosen.refuses(plan);
  if (reason) {
    throw new TypeError(
      `the ${chosen.name} engine cannot run the network: ${reason}`,
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

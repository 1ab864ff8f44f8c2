/**
 * How weights and biases start.
 *
 * @module
 */

import type { Random } from "../random.ts";

/** The name of a way to draw first weights. */
export type InitializerName =
  | "lecunNormal"
  | "glorotUniform"
  | "glorotNormal"
  | "heNormal"
  | "heUniform";

/** The name of a way to draw first biases. */
export type BiasInitializerName = "zeros" | "uniform";

/** Draws one number for a layer of so many inputs and units. */
export type Initializer = (
  chance: Random,
  inputs: number,
  units: number,
) => number;

const normal =
  (variance: (inputs: number, units: number) => number): Initializer =>
  (chance, inputs, units) =>
    chance.normal() * Math.sqrt(variance(inputs, units));

/** Uniform with the variance given: a width of w has w^2 / 12. */
const uniform =
  (variance: (inputs: number, units: number) => number): Initializer =>
  (chance, inputs, units) =>
    (2 * chance.uniform() - 1) * Math.sqrt(3 * variance(inputs, units));

/** Every way to draw weights, by the name it has in a spec. */
export const initializers: Readonly<Record<InitializerName, Initializer>> = {
  /** @see LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.6 */
  lecunNormal: normal((inputs) => 1 / inputs),
  /** @see Glorot and Bengio, Understanding the difficulty of training (2010) */
  glorotUniform: uniform((inputs, units) => 2 / (inputs + units)),
  glorotNormal: normal((inputs, units) => 2 / (inputs + units)),
  /** @see He, Zhang, Ren and Sun, Delving deep into rectifiers (2015) */
  heNormal: normal((inputs) => 2 / inputs),
  heUniform: uniform((inputs) => 2 / inputs),
};

/** Every way to draw biases, by the name it has in a spec. */
export const biasInitializers: Readonly<
  Record<BiasInitializerName, Initializer>
> = {
  zeros: () => 0,
  /** From 0 to 1, as the Go program draws them. */
  uniform: (chance) => chance.uniform(),
};

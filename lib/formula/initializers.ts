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

/** Draws one number of a tensor with so many inputs to an output, and the reverse. */
export type Initializer = (
  random: Random,
  fanIn: number,
  fanOut: number,
) => number;

const normal =
  (variance: (fanIn: number, fanOut: number) => number): Initializer =>
  (random, fanIn, fanOut) =>
    random.normal() * Math.sqrt(variance(fanIn, fanOut));

/** Uniform with the variance given: a width of w has w^2 / 12. */
const uniform =
  (variance: (fanIn: number, fanOut: number) => number): Initializer =>
  (random, fanIn, fanOut) =>
    (2 * random.uniform() - 1) * Math.sqrt(3 * variance(fanIn, fanOut));

/** Every way to draw weights, by the name it has in a spec. */
export const initializers: Readonly<Record<InitializerName, Initializer>> = {
  /** @see LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.6 */
  lecunNormal: normal((fanIn) => 1 / fanIn),
  /** @see Glorot and Bengio, Understanding the difficulty of training (2010) */
  glorotUniform: uniform((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  glorotNormal: normal((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  /** @see He, Zhang, Ren and Sun, Delving deep into rectifiers (2015) */
  heNormal: normal((fanIn) => 2 / fanIn),
  heUniform: uniform((fanIn) => 2 / fanIn),
};

/** Every way to draw biases, by the name it has in a spec. */
export const biasInitializers: Readonly<
  Record<BiasInitializerName, Initializer>
> = {
  zeros: () => 0,
  /** From 0 to 1, as the Go program draws them. */
  uniform: (random) => random.uniform(),
};

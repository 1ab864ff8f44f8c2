/**
 * `Mlp`: a compiled network that trains and predicts.
 *
 * @module
 */

import {
  Augmenter,
  type Examples,
  type FitOptions,
  labelScales,
  type Row,
  scaledLabels,
  unscaledLabels,
  withClassWeights,
} from "../dataset/mod.ts";
import {
  type Engine,
  engineFor,
  type ExactEngine,
  type ExactProgram,
  isExact,
  isLater,
  type Program,
} from "../engine/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import { cutOf, type Numbers, type Task } from "../formula/mod.ts";
import type { Rgba } from "../image/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import {
  mustBeOptions,
  train,
  type TrainOptions,
  type TrainResult,
  validate,
  type ValidationFigures,
} from "../train/mod.ts";
import { splitExamples } from "./_held.ts";
import { mustBeTrainable, mustFit, mustHaveMetric } from "./_shapes.ts";
import { type Fitted, knownOf, knownTask } from "./fitted.ts";
import {
  outputFacts,
  predictionOf,
  type RowPrediction,
  seenImage,
  seenRow,
} from "./prediction.ts";

/**
 * A neural network that trains and predicts. `compile` and `loadModel` make a network.
 *
 * @example Train, predict, evaluate
 * ```ts
 * import { compile, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { name: "and", layers: [{ units: 1 }], learningRate: 1, epochs: 500 };
 * const mlp = compile(spec, { inputs: 2 });
 * const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * const labels = frame([[0], [0], [0], [1]]);
 * await mlp.train(inputs, labels);
 * assertEquals(Array.from(mlp.predict(inputs).data, Math.round), [0, 0, 0, 1]);
 * assertEquals(mlp.evaluate(inputs, labels).accuracy, 1);
 * ```
 */
export class Mlp {
  /** The spec that the network was compiled from, with all defaults filled in. */
  readonly spec: Spec;
  /** The plan of the network: its shapes, and the order of its parameters. */
  readonly plan: Plan;
  /** Facts about the training data, such as class names; the facts are saved with the weights. */
  fitted: Fitted;
  readonly #engine: Engine;
  readonly #exact: ExactEngine; // the engine for predictions
  #parameters: Numbers; // updated after training and, on an engine that is not exact, before each callback
  #predictor: ExactProgram | undefined;
  #training: ExactProgram | undefined; // has the current weights during training
  #isTraining = false;

  /** Makes a network from a spec, a plan, initial parameters and an engine. Use `compile` instead. */
  constructor(spec: Spec, plan: Plan, parameters: Numbers, engine: Engine) {
    this.spec = spec;
    this.plan = plan;
    this.fitted = knownOf(spec);
    this.#parameters = parameters;
    this.#engine = engine;
    this.#exact = isExact(engine) ? engine : engineFor(plan);
  }

  /** The name of the engine, which does the arithmetic. */
  get engine(): string {
    return this.#engine.name;
  }

  /**
   * The task of the network: classification or regression. The task is decided
   * once, from the loss function and all labels. Without a data set, the task is
   * decided from the labels passed to `train`.
   */
  get task(): Task {
    return knownTask(this.spec, this.plan.outputs, this.fitted);
  }

  /**
   * A copy of all weights and biases, in the parameter order of the plan. In a
   * callback of `train`, the copy has the current weights and biases.
   */
  get parameters(): Numbers {
    return this.#training?.parameters() ?? this.#parameters.slice();
  }

  /**
   * Trains the network from its current weights, as the spec says.
   *
   * @param inputs The inputs, a frame of `[examples][inputs]`.
   * @param labels The targets, a frame of `[examples][outputs]`.
   * @param options Callbacks, validation examples, a signal to stop training, and a
   *   clock. See the example of `TrainOptions`.
   * @returns The loss and accuracy of the last epoch, and the progress of each epoch.
   * @throws {ShapeError} If numbers of rows differ, or numbers of columns do not fit the network.
   * @throws {DivergenceError} If the loss becomes NaN or infinite.
   */
  async train(
    inputs: Frame | ByteFrame,
    labels: Frame,
    options: TrainOptions = {},
  ): Promise<TrainResult> {
    if (this.#isTraining) {
      throw new TypeError(
        "train() must not be called while the same network is training; await the first call",
      );
    }
    mustBeOptions(options);
    const given = { inputs, targets: labels };
    mustBeTrainable(this.plan, given);
    const { learned, held } = splitExamples(this, given, options.validation);
    this.#decide([labels, ...held ? [held.targets] : []]);
    const classes = { task: this.task, classes: this.fitted.classes };
    const weighted = withClassWeights(learned, this.spec, classes);
    const parts = [weighted, ...held ? [held] : []];
    this.#isTraining = true;
    const [first, second] = this.#standardizeLabels(parts);
    try {
      return await this.#train(first, second, options);
    } finally {
      this.#isTraining = false;
      this.#predictor?.close();
      this.#predictor = undefined;
    }
  }

  /** Decides the task from the labels, if the spec and the data set do not decide the task. */
  #decide(targets: readonly Frame[]): void {
    const { spec, plan, fitted } = this;
    const task = knownTask(spec, plan.outputs, fitted, targets);
    if (task.type !== this.task.type) this.fitted = { ...fitted, task };
    mustHaveMetric(spec, task);
  }

  /** Standardizes the labels of a regression, if the spec requires standardized labels. */
  #standardizeLabels(parts: readonly Examples[]): readonly Examples[] {
    if (!this.spec.labels.standardize) return parts;
    const labels = labelScales(parts[0].targets);
    this.fitted = { ...this.fitted, labels };
    return parts.map(({ inputs, targets }) => ({
      inputs,
      targets: scaledLabels(targets, labels, this.spec.precision),
    }));
  }

  async #train(
    learned: Examples,
    held: Examples | undefined,
    options: TrainOptions,
  ): Promise<TrainResult> {
    const { rows } = learned.inputs, { batchSize } = this.spec;
    const step = batchSize === "full" ? rows : Math.min(batchSize, rows);
    const { task } = this, counting = { cut: cutOf(task) };
    const args = [this.plan, this.#parameters, learned, counting] as const;
    const score = (outputs: Frame) =>
      validate(this.plan, outputs, held!.targets, task);
    const { augment: spec, seed, epochs } = this.spec, { image } = this.fitted;
    const augmenter = spec && // distorts images before training
      new Augmenter(learned, { image, spec, seed, epochs });
    const engine = this.#engine;
    let program: Program | undefined;
    try {
      if (isExact(engine)) this.#training = engine.program(...args);
      program = this.#training ?? engine.program(...args);
      const result = await train(program, rows, step, this.spec, {
        ...options,
        onEpoch: this.#withWeights(program, options.onEpoch),
        onProgress: this.#withWeights(program, options.onProgress),
        onCheckpoint: this.#withWeights(program, options.onCheckpoint),
        examples: learned,
        numbers: task.type === "numbers",
        examplesOf: augmenter &&
          ((epoch, signal) => augmenter.examples(epoch, signal)),
        validate: held && (() => {
          const outputs = program!.predict(held.inputs);
          return isLater(outputs) ? outputs.then(score) : score(outputs);
        }),
      });
      this.#parameters = await program.parameters();
      return result;
    } catch (error) {
      try { // keep the weights of a run that was stopped
        if (program) this.#parameters = await program.parameters();
      } catch { /* the first error is the one to report */ }
      throw error;
    } finally {
      this.#training = undefined;
      augmenter?.close();
      program?.close();
    }
  }

  /** If the engine's results can differ between machines, copies the weights before each callback. */
  #withWeights<Given, Answer>(
    program: Program,
    callback: ((given: Given) => Answer) | undefined,
  ): ((given: Given) => Answer | Promise<void>) | undefined {
    if (!callback || this.#engine.exact) return callback;
    return async (given) => {
      this.#parameters = await program.parameters();
      this.#predictor?.write({ parameters: this.#parameters });
      await callback(given);
    };
  }

  /**
   * Computes the predictions for inputs.
   *
   * @param inputs The inputs, a frame of `[examples][inputs]`.
   * @returns The predictions, a frame of `[examples][outputs]`. If labels are
   *   standardized in training, the predictions are in the original unit of the labels,
   *   and in float64.
   * @throws {ShapeError} If `inputs` does not have one column for each input.
   */
  predict(inputs: Frame | ByteFrame): Frame {
    const outputs = this.#outputs(inputs), { labels } = this.fitted;
    return labels ? unscaledLabels(outputs, labels) : outputs;
  }

  /**
   * Predicts one row of a table, such as `{ area: 44, district: "north" }`, with the
   * same result as the command `predict`. See the example of `RowPrediction`.
   *
   * @param row The cells of the row by column name, each a number or text as in a CSV
   * file; names without a column are ignored. The row can also be an array with all
   * cells of the row, or with all inputs of an example; the inputs of an image are
   * bytes from 0 to 255.
   * @returns The class and the probabilities, or numbers in the unit of the labels:
   *   `{ class: "spam", probabilities: { ham: 0.02, spam: 0.98 } }` or
   *   `{ values: { price: 123456 } }`.
   * @throws {DatasetError} If a column is missing, or the network cannot read a
   *   cell. The error message lists all problems that were found in the row.
   */
  predictRow(row: Row): RowPrediction {
    return predictionOf(this.predict(seenRow(this, row)), 0, outputFacts(this));
  }

  /**
   * Predicts one image, such as the result of `decodeImage` or the `ImageData` of a
   * canvas. As in the command `predict`, the image is first converted to the size and
   * background of the training images. See the example of `FitOptions`.
   *
   * @returns The prediction, with the properties of a `predictRow` result.
   * @throws {DatasetError} If the image is blank, or the network does not read
   *   images.
   */
  classify(image: Rgba, options: FitOptions = {}): RowPrediction {
    const seen = seenImage(this, image, options);
    return predictionOf(this.predict(seen), 0, outputFacts(this));
  }

  /**
   * Computes the mean loss over examples and, in classification, the accuracy.
   * `train` also reports loss and accuracy for validation examples.
   *
   * @param inputs The inputs, a frame of `[examples][inputs]`.
   * @param labels The targets, a frame of `[examples][outputs]`.
   * @throws {ShapeError} If numbers of rows differ, or numbers of columns do not fit the network.
   */
  evaluate(inputs: Frame | ByteFrame, labels: Frame): ValidationFigures {
    mustBeTrainable(this.plan, { inputs, targets: labels });
    const scales = this.fitted.labels, { precision } = this.spec;
    const targets = scales ? scaledLabels(labels, scales, precision) : labels;
    return validate(this.plan, this.#outputs(inputs), targets, this.task);
  }

  /** The outputs of the last layer. */
  #outputs(inputs: Frame | ByteFrame): Frame {
    mustFit(this.plan, inputs);
    const program = this.#training ??
      (this.#predictor ??= this.#exact.program(this.plan, this.#parameters));
    return program.predict(inputs);
  }
}

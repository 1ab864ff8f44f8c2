/**
 * What a caller holds: a compiled network that trains and predicts.
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
import { splitGiven } from "./_held.ts";
import { mustFit, mustHaveMetric, mustTeach } from "./_shapes.ts";
import { type Fitted, knownOf, knownTask } from "./fitted.ts";
import {
  outputFacts,
  predictionOf,
  type RowPrediction,
  seenImage,
  seenRow,
} from "./prediction.ts";

/**
 * A multi-layer perceptron. `compile` and `loadModel` make them.
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
  /** What it was compiled from, every default in its place. */
  readonly spec: Spec;
  /** Its shapes, and the layout of its parameters. */
  readonly plan: Plan;
  /** What it knows of its data; saved with the weights. */
  fitted: Fitted;
  readonly #engine: Engine;
  readonly #exact: ExactEngine; // which predicts
  #parameters: Numbers; // where it is not being trained
  #predictor: ExactProgram | undefined;
  #training: ExactProgram | undefined; // whose weights are the current ones
  #isTraining = false;

  /** Joins the parts; use `compile`. */
  constructor(spec: Spec, plan: Plan, parameters: Numbers, engine: Engine) {
    this.spec = spec;
    this.plan = plan;
    this.fitted = knownOf(spec);
    this.#parameters = parameters;
    this.#engine = engine;
    this.#exact = isExact(engine) ? engine : engineFor(plan);
  }

  /** The name of what does the arithmetic. */
  get engine(): string {
    return this.#engine.name;
  }

  /**
   * What its outputs stand for: decided once, from the loss and all labels. Of a
   * network that is compiled without a data set, from the labels it is trained on.
   */
  get task(): Task {
    return knownTask(this.spec, this.plan.outputs, this.fitted);
  }

  /**
   * A copy of all weights and biases, in the layout of the plan; in a callback
   * of `train`, the current ones.
   */
  get parameters(): Numbers {
    return this.#training?.parameters() ?? this.#parameters.slice();
  }

  /**
   * Learns as the spec says, from where the network stands.
   *
   * @param inputs `[examples][inputs]`.
   * @param labels The targets, `[examples][outputs]`.
   * @param options Callbacks, what to validate on, a signal to stop by, a clock;
   *   `TrainOptions` has an example.
   * @returns The figures of the last epoch and of each.
   * @throws {ShapeError} If rows or widths do not fit.
   * @throws {DivergenceError} If the loss stops being a number.
   */
  async train(
    inputs: Frame | ByteFrame,
    labels: Frame,
    options: TrainOptions = {},
  ): Promise<TrainResult> {
    if (this.#isTraining) {
      throw new TypeError(
        "train() must have ended before it is called again on the same network: found it still training; await the first call",
      );
    }
    mustBeOptions(options);
    const given: Examples = { inputs, targets: labels };
    mustTeach(this.plan, given);
    const { learned, held } = splitGiven(this, given, options.validation);
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

  /** Decides what the outputs stand for, where only the labels tell. */
  #decide(targets: readonly Frame[]): void {
    const { spec, plan, fitted } = this;
    const task = knownTask(spec, plan.outputs, fitted, targets);
    if (task.type !== this.task.type) this.fitted = { ...fitted, task };
    mustHaveMetric(spec, task);
  }

  /** Standardizes labels that are numbers by the rows that are learned from, where the spec says so. */
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
    const augmenter = spec && // what distorts images before they are learned from
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
      try { // to keep the weights of a run that was stopped
        if (program) this.#parameters = await program.parameters();
      } catch { /* the first error is the one to report */ }
      throw error;
    } finally {
      this.#training = undefined;
      augmenter?.close();
      program?.close();
    }
  }

  /** A callback that finds the current weights here, where an engine answers later. */
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
   * Predicts.
   *
   * @param inputs `[examples][inputs]`.
   * @returns `[examples][outputs]`; where labels are standardized in training,
   *   in the labels' own unit and in float64.
   * @throws {ShapeError} If the rows are not as wide as the network's inputs.
   */
  predict(inputs: Frame | ByteFrame): Frame {
    const outputs = this.#outputs(inputs), { labels } = this.fitted;
    return labels ? unscaledLabels(outputs, labels) : outputs;
  }

  /**
   * Predicts one row as it comes, such as `{ area: 44, district: "north" }`:
   * what `predict` of the command line says of it; `RowPrediction` has an example.
   *
   * @param row The cells of a table's row by the names of its columns, each a
   *   number or text as in the file; others are ignored. Or all of them, or the
   *   numbers of an example (of images bytes from 0 to 255), in order.
   * @returns The class and the probability of each, or numbers in the unit of the
   *   labels: `{ class: "spam", probabilities: { ham: 0.02, spam: 0.98 } }` or
   *   `{ values: { price: 123456 } }`.
   * @throws {DatasetError} If a column is missing, or a cell is none that the
   *   network can read; all that is wrong in it at once.
   */
  predictRow(row: Row): RowPrediction {
    return predictionOf(this.predict(seenRow(this, row)), 0, outputFacts(this));
  }

  /**
   * Predicts one image, such as `decodeImage` reads or the `ImageData` of a canvas,
   * as `predict` of the command line does: brought to the form of the images that
   * the network learned from. `FitOptions` has an example.
   *
   * @returns As `predictRow`.
   * @throws {DatasetError} If it is blank, or the network reads no images.
   */
  classify(image: Rgba, options: FitOptions = {}): RowPrediction {
    const seen = seenImage(this, image, options);
    return predictionOf(this.predict(seen), 0, outputFacts(this));
  }

  /**
   * The mean loss over examples and, unless labels are numbers, the share that
   * is predicted right: what training reports of held-out examples.
   *
   * @param inputs `[examples][inputs]`.
   * @param labels The targets, `[examples][outputs]`.
   * @throws {ShapeError} If rows or widths do not fit.
   */
  evaluate(inputs: Frame | ByteFrame, labels: Frame): ValidationFigures {
    mustTeach(this.plan, { inputs, targets: labels });
    const scales = this.fitted.labels, { precision } = this.spec;
    const targets = scales ? scaledLabels(labels, scales, precision) : labels;
    return validate(this.plan, this.#outputs(inputs), targets, this.task);
  }

  /** What the last layer gives. */
  #outputs(inputs: Frame | ByteFrame): Frame {
    mustFit(this.plan, inputs);
    const program = this.#training ??
      (this.#predictor ??= this.#exact.program(this.plan, this.#parameters));
    return program.predict(inputs);
  }
}

/**
 * What a network makes of examples whose answers are known: figures first, then
 * the same as text or as JSON.
 *
 * @module
 */

import type { Scored } from "../dataset/mod.ts";
import { cutOf, type Task } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { type Mlp, outputFacts } from "../mlp/mod.ts";
import { type Calibration, calibration } from "./calibration.ts";
import {
  type ClassScore,
  classScores,
  labelScores,
  manyClassScores,
  meanScore,
} from "./class_scores.ts";
import { classScoresText } from "./class_scores_text.ts";
import { confusionMatrix } from "./confusion.ts";
import { confusionText, mostConfused } from "./confusion_text.ts";
import { misreads } from "./misreads.ts";
import { misreadText } from "./misread_text.ts";
import { type Regression, regression, regressionText } from "./regression.ts";
import { ROWS, rowsText } from "./rows_text.ts";
import { oneHotScore, type Score } from "./score.ts";
import { scoreLine } from "./score_line.ts";

/** A network, scored: how near numbers are, or how well classes are told apart. */
export type Evaluation =
  & Scoring
  & (
    | {
      readonly regression: Regression;
      readonly classification?: undefined;
    }
    | {
      readonly regression?: undefined;
      readonly classification: Classification;
    }
  );

/** What every evaluation has. */
interface Scoring {
  /** What it was scored on. */
  readonly on: Scored;
  /** What its outputs stand for. */
  readonly task: Task;
  /** The names of the classes or of independent labels; absent where outputs are numbers. */
  readonly classes?: readonly string[] | undefined;
  /** What it said of the inputs. */
  readonly answers: Frame;
  /** How many were right; means nothing where outputs are numbers. */
  readonly score: Score;
}

/** How well classes, or labels, are told apart. */
export interface Classification {
  /** `[actual][guessed]` counts; absent for independent labels and very many classes. */
  readonly confusion?: number[][];
  /** Of each class or label. */
  readonly scores: ClassScore[];
  /** What answers are worth as probabilities, where they are any. */
  readonly calibration: Calibration | undefined;
}

/** How a report is drawn. */
export interface EvaluationTextOptions {
  /** Whether to use ANSI colours. */
  readonly color: boolean;
  /** How many columns there are. */
  readonly width: number;
  /** Whether misread images are drawn, for a person at a terminal. */
  readonly images: boolean;
}

/** Scores a network on examples. */
export function evaluate(mlp: Mlp, on: Scored): Evaluation {
  const answers = mlp.predict(on.inputs), { task } = mlp, { targets } = on;
  const score = oneHotScore(answers, targets, cutOf(task));
  const scoring = { on, task, answers, score };
  if (task.type === "numbers") {
    const { names, isNamed } = outputFacts(mlp);
    const called = isNamed ? names : undefined;
    return { ...scoring, regression: regression(answers, targets, called) };
  }
  const classes = on.classes ?? outputFacts(mlp).names;
  const told = classification(answers, targets, task);
  return { ...scoring, classes, classification: told };
}

/** An evaluation as a person reads it: pictures, then the figures. */
export function evaluationText(
  { on, task, classes, answers, score, regression, classification }: Evaluation,
  { color, width, images }: EvaluationTextOptions,
): string {
  const { inputs, targets, image, cells, part } = on;
  const parts: string[] = [];
  if (regression) {
    const near = regressionText(regression, answers.rows) +
      (part === "training" ? ", those it was trained on" : "");
    if (answers.columns > 1) return near;
    const rows = rowsText(inputs, answers, targets, {
      ...{ color, cells, cut: false },
    });
    return `${rows}\n${near}`;
  }
  const cut = cutOf(task);
  if (answers.columns === 1) {
    const rows = rowsText(inputs, answers, targets, {
      ...{ color, cells, cut, classes: on.classes },
    });
    if (answers.rows <= ROWS && !cells) return rows; // they say it all
    parts.push(rows, "");
  }
  const { confusion, scores, calibration } = classification;
  if (confusion) {
    parts.push(confusionText(confusion, classes, { color, width }), "");
  }
  parts.push(classScoresText(scores, classes, { color }), "");
  if (images && confusion && image && "scale" in inputs) {
    const wrong = misreads(inputs, answers, targets, { cut });
    if (wrong.length > 0) {
      parts.push(
        "misread with most confidence",
        misreadText(wrong, { image, classes, color, width }),
        "",
      );
    }
  }
  if (confusion && confusion.length > 2) {
    const line = mostConfused(confusion, classes, image ? "read" : "predicted");
    if (line !== undefined) parts.push(line);
  }
  if (calibration) {
    const { logLoss, calibrationError } = calibration;
    parts.push(
      `log-loss ${logLoss.toFixed(4)}, ` +
        `expected calibration error ${calibrationError.toFixed(4)}`,
    );
  }
  parts.push(scoreLine(score, { training: part === "training" }));
  return parts.join("\n");
}

/** An evaluation as values for JSON. */
export function evaluationJson(
  { on: { part: on }, classes, score, regression, classification }: Evaluation,
) {
  if (regression) return { regression: { on, ...regression } };
  const { confusion, scores, calibration } = classification;
  return {
    score: { on, ...score },
    ...calibration,
    classes,
    confusion,
    classScores: scores,
    meanScore: meanScore(scores),
  };
}

/** The most classes that have a confusion matrix, its size being their square. */
const MOST_CLASSES = 256;

/** Whether outputs are labels that are independent of each other. */
export function isApart({ type }: Task): boolean {
  return type === "labels";
}

/** Scores of each class, or of each label where they are independent. */
export function classification(
  answers: Frame,
  targets: Frame,
  task: Task,
): Classification {
  const cut = cutOf(task), apart = isApart(task);
  const rest = { calibration: calibration(answers, targets, { apart }) };
  if (apart) return { scores: labelScores(answers, targets, cut), ...rest };
  if (targets.columns > MOST_CLASSES) {
    return { scores: manyClassScores(answers, targets), ...rest };
  }
  const confusion = confusionMatrix(answers, targets, cut);
  return { confusion, scores: classScores(confusion), ...rest };
}

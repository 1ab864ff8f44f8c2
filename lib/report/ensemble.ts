/**
 * The evaluation of an ensemble: several networks whose outputs are averaged.
 *
 * @module
 */

import type { Scored } from "../dataset/mod.ts";
import { type Frame, ShapeError } from "../frame.ts";
import type { Mlp } from "../mlp/mod.ts";
import { visible } from "../spec/mod.ts";
import { evaluate, type Evaluation } from "./evaluation.ts";

/** A network of an ensemble. */
export interface Member {
  /** The name of the network in messages, such as the folder of its run. */
  readonly name: string;
  readonly mlp: Mlp;
  /**
   * The examples that the network is scored on; they are loaded in the same way
   * as the network's training examples.
   */
  readonly on: Scored;
}

/** The score of one network of an ensemble. */
export interface MemberScore {
  readonly model: string;
  /** The fraction of examples that the network predicts right; in regression, the RMSE of the network. */
  readonly score: number;
}

/** The evaluation of an ensemble. */
export type EnsembleEvaluation = Evaluation & {
  /** The score of each network alone. */
  readonly members: readonly MemberScore[];
};

/**
 * Averages the outputs of several networks, and computes the scores of the
 * averages on the labeled examples.
 *
 * @throws {ShapeError} If the networks have different examples or different
 * classes.
 */
export function evaluateEnsemble(
  members: readonly Member[],
): EnsembleEvaluation {
  const [first] = members;
  const all = members.map((member) => {
    mustAgree(first, member);
    return evaluate(member.mlp, member.on);
  });
  const mean = meanOf(all.map(({ predictions }) => predictions));
  return {
    ...evaluate(first.mlp, first.on, mean),
    members: all.map(({ regression, score }, m) => ({
      model: members[m].name,
      score: regression ? regression.rmse : score.share,
    })),
  };
}

/**
 * Throws an error if two networks have different tasks, or if the classes or
 * labels of their examples are different.
 */
function mustAgree(a: Member, b: Member): void {
  const [x, y] = [a, b].map(({ on, mlp }) => ({
    task: mlp.task.type,
    classes: JSON.stringify(on.classes),
    labels: on.targets,
  }));
  const other = x.task !== y.task
    ? "another task"
    : x.classes !== y.classes
    ? "other classes"
    : x.labels.columns !== y.labels.columns ||
        x.labels.data.length !== y.labels.data.length ||
        x.labels.data.some((value, at) => value !== y.labels.data[at])
    ? "other test examples"
    : undefined;
  if (other === undefined) return;
  throw new ShapeError(
    `the networks of an ensemble must be evaluated on the same examples: found ${other} for ${
      visible(b.name)
    } than for ${
      visible(a.name)
    }; evaluate together only networks of the same data set`,
  );
}

/** The means of the outputs of several networks. */
function meanOf(outputs: readonly Frame[]): Frame {
  const [{ rows, columns }] = outputs;
  const data = Float32Array.from(
    { length: rows * columns },
    (_, at) =>
      outputs.reduce((sum, { data }) => sum + data[at], 0) / outputs.length,
  );
  return { rows, columns, data };
}

/**
 * A line with the number of networks of an ensemble, and the score of each
 * network alone.
 */
export function ensembleLine(
  { members, regression }: EnsembleEvaluation,
): string {
  const scores = members.map(({ score }) => score.toFixed(4)).join(", ");
  const what = regression ? "RMSE" : "accuracy";
  return `ensemble: outputs averaged over ${members.length} networks; ${what} of each network alone: ${scores}\n`;
}

/**
 * What must agree between one field of a spec and another.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import { pathText, type SpecIssue } from "./error.ts";
import type { Spec } from "./spec.ts";

/** Makes an issue. */
export function issue(
  keys: readonly (string | number)[],
  message: string,
  on: SpecIssue["on"] = "value",
): SpecIssue {
  return { path: pathText(keys), keys, on, message };
}

/** All that two fields of a spec, each right by itself, say against each other. */
export function contradictions(spec: Spec): SpecIssue[] {
  return [...data(spec), ...layers(spec), ...loss(spec)];
}

function* data({ dataset, inputs, layers }: Spec): Iterable<SpecIssue> {
  const outputs = layers[layers.length - 1].units;
  const units = ["layers", layers.length - 1, "units"];
  if (dataset === undefined) {
    if (inputs.units === undefined) {
      yield issue(
        ["dataset"],
        `must be given: ${
          Object.keys(catalogue).join(", ")
        }, or inline inputs and labels`,
        "key",
      );
    }
    return;
  }
  const width = typeof dataset === "string"
    ? catalogue[dataset].image.width * catalogue[dataset].image.height
    : dataset.inputs[0].length;
  if (inputs.units !== undefined && inputs.units !== width) {
    yield issue(
      ["inputs", "units"],
      `must be ${width}, the width of the dataset's inputs, or be left out: found ${inputs.units}`,
    );
  }
  if (typeof dataset === "string") {
    const classes = catalogue[dataset].classes.length;
    if (outputs !== classes) {
      yield issue(
        units,
        `must be ${classes}, one for each class of ${dataset}: found ${outputs}`,
      );
    }
    return;
  }
  if (dataset.labels.length !== dataset.inputs.length) {
    yield issue(
      ["dataset", "labels"],
      `must have ${dataset.inputs.length} rows as dataset.inputs has: found ${dataset.labels.length}`,
    );
  }
  if (dataset.labels[0].length !== outputs) {
    yield issue(
      units,
      `must be ${
        dataset.labels[0].length
      }, the width of dataset.labels: found ${outputs}`,
    );
  }
}

function* layers({ layers }: Spec): Iterable<SpecIssue> {
  for (const [l, { name, activation }] of layers.entries()) {
    if (layers.findIndex((other) => other.name === name) < l) {
      yield issue(
        ["layers", l, "name"],
        `must be a name no other layer has: found "${name}" twice`,
      );
    }
    if (activation === "softmax" && l < layers.length - 1) {
      yield issue(
        ["layers", l, "activation"],
        "softmax must be on the last layer only: found it before",
      );
    }
  }
}

function* loss({ layers, loss }: Spec): Iterable<SpecIssue> {
  const softmax = layers[layers.length - 1].activation === "softmax";
  if (loss.type === "crossEntropy" && !softmax) {
    yield issue(
      ["loss"],
      `crossEntropy must have a softmax output, so set layers[${
        layers.length - 1
      }].activation: softmax: found ${layers[layers.length - 1].activation}`,
    );
  }
  if (loss.type !== "crossEntropy" && softmax) {
    yield issue(
      ["loss"],
      `must be crossEntropy where the output is softmax: found ${loss.type}`,
    );
  }
}

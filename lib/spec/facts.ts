/**
 * The rules that compare two fields of a spec.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import { activations, losses, type LossName } from "../formula/mod.ts";
import {
  inputShape,
  type LayerSpec,
  type LayerTypeName,
  layerTypes,
  planLayers,
  shapeText,
  sizeOf,
  typeOf,
} from "../layer/mod.ts";
import {
  batch,
  inlineData,
  labelData,
  pictures,
  scaling,
  upright,
  widths,
} from "./_data_facts.ts";
import { classWeights } from "./class_weights.ts";
import type { Fault } from "./_fault.ts";
import { fileRules } from "./_file_facts.ts";
import { labelFacts, range, watched } from "./_label_facts.ts";
import { momentum, warmup } from "./_learning_facts.ts";
import { type Draft, fault, type LayerDraft, type Scene } from "./_scene.ts";
import { sweepFields } from "./_sweep_facts.ts";
import { tableFields } from "./_table_facts.ts";
import { heldOut, initialized } from "./_validation_facts.ts";
import {
  bytesText,
  type ExampleFacts,
  examplesOf,
  imageOf,
  networkSize,
} from "./size.ts";
import type { Spec } from "./spec.ts";

/**
 * The rules that compare fields, by name. The JSON Schema does not contain
 * these rules.
 */
export const rules: Readonly<
  Record<string, (scene: Scene) => Iterable<Fault>>
> = {
  widths,
  inlineData,
  scaling,
  ...fileRules,
  labelData,
  tableFields,
  upright,
  pictures,
  batch,
  names,
  shapes,
  dropped,
  lossAndOutput,
  range,
  watched,
  classWeights,
  momentum,
  warmup,
  heldOut,
  initialized,
  sweepFields,
};

/**
 * Finds all contradictions between fields. The fields of `draft` have already
 * passed the checks of single fields.
 *
 * @param read The facts about the data set, if it is on the disk.
 */
export function contradictions(draft: Draft, read?: ExampleFacts): Fault[] {
  const layers = (draft.layers ?? []).map((layer) => layer ?? {});
  const last = layers.length - 1;
  const output = layers.at(-1) ?? {};
  const ofOutput = (name: string) =>
    last < 0 ? ["layers"] : ["layers", last, name];
  const examples = examplesOf(draft.dataset) ?? read;
  const labels = labelFacts(draft, read);
  const scene: Scene = { draft, examples, labels, layers, output, ofOutput };
  return Object.values(rules).flatMap((rule) => [...rule(scene)]);
}

function* names({ layers, ofOutput }: Scene): Iterable<Fault> {
  const places = new Map<string, number>();
  for (const [l, { name, activation }] of layers.entries()) {
    const before = name === undefined ? undefined : places.get(name);
    if (before !== undefined) {
      yield fault(
        ["layers", l, "name"],
        `must be unique among the names of layers: found "${name}" twice`,
        ["layers", before, "name"],
      );
    } else if (name !== undefined) places.set(name, l);
    const wholeRow = activation && activations[activation].needsWholeRow;
    if (wholeRow && l < layers.length - 1) {
      yield fault(
        ["layers", l, "activation"],
        `must not be ${activation} in a hidden layer, since ${activation} is for the last layer only; write another activation, such as relu`,
        ofOutput("activation"),
      );
    }
  }
}

/** Checks that each layer accepts the output shape of the layer before it. */
function* shapes({ draft, examples, layers }: Scene): Iterable<Fault> {
  const { type } = layers.at(-1) ?? {};
  const canAnswer = (type: string) =>
    layerTypes[type as LayerTypeName].answers === true;
  if (type !== undefined && !canAnswer(type)) {
    yield fault(
      ["layers", layers.length - 1, "type"],
      `must be ${
        Object.keys(layerTypes).filter(canAnswer).join(" or ")
      }, since the outputs of the last layer are the predictions: found ${type}`,
    );
  }
  const width = examples?.width ?? draft.inputs?.units;
  const { shape } = draft.inputs ?? {};
  if (shape?.some((side) => side === undefined)) return; // an earlier check has reported the error
  const size = shape && sizeOf(shape);
  if (size !== undefined && width !== undefined && size !== width) {
    yield fault(
      ["inputs", "shape"],
      `must have ${width} values, the number of inputs: found ${
        shapeText(shape!)
      }, which has ${size} values`,
      draft.dataset === undefined ? ["inputs", "units"] : ["dataset"],
    );
    return;
  }
  const known = imageOf({ dataset: draft.dataset });
  if (shape && known && `${shape}` !== `${known}`) {
    yield fault(
      ["inputs", "shape"],
      `must be [${
        known.join(", ")
      }], the shape of the images in the data set: found [${shape.join(", ")}]`,
      ["dataset"],
    );
    return;
  }
  const all = width ?? size;
  if (all === undefined) {
    if (draft.dataset === undefined) return;
    const l = layers.findIndex(({ type }) => type && layerTypes[type].takes);
    const type = layers[l]?.type;
    if (type === undefined || layerTypes[type].takes !== "image") return;
    yield fault(
      ["layers", l],
      `${type} takes images and needs the image shape; write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1]`,
    );
    return;
  }
  const wrong = layers.findIndex((layer) => !isWhole(layer));
  const whole = wrong < 0 ? layers : layers.slice(0, wrong);
  const faults: Fault[] = [];
  const typed = whole as LayerSpec[];
  const input = inputShape(typed, all, imageOf(draft));
  const plans = planLayers(typed, input, (l, reason) => {
    faults.push(fault(["layers", l], reason));
  });
  for (const { type, spec, input, name } of plans) {
    const least = typeOf({ type }).leastBatch?.(spec, input) ?? 1;
    if (typeof draft.batchSize !== "number" || draft.batchSize >= least) {
      continue;
    }
    faults.push(fault(
      ["batchSize"],
      `must be at least ${least}, since ${type} (layer ${name}) computes means over the batch: found ${draft.batchSize}`,
    ));
  }
  yield* faults;
}

/**
 * Whether a layer has a value for each field that its output shape may depend
 * on.
 */
function isWhole(layer: LayerDraft): boolean {
  if (layer.type === undefined) return false;
  const values: Readonly<Record<string, unknown>> = { ...layer };
  return Object.entries(layerTypes[layer.type].fields).every(
    ([name, { presence }]) =>
      presence === "optional" || presence === "computed" || name in values,
  ) && !Object.values(values).flat().includes(undefined);
}

function* dropped({ output, ofOutput }: Scene): Iterable<Fault> {
  if (output.dropout === undefined) return;
  yield fault(
    ofOutput("dropout"),
    `must be omitted from the last layer, since its outputs are the predictions: found ${output.dropout}`,
  );
}

function* lossAndOutput({ draft, output, ofOutput }: Scene): Iterable<Fault> {
  const type = draft.loss?.type;
  const { activation, units } = output;
  const wholeRow = activation && activations[activation].needsWholeRow;
  if (wholeRow && units === 1) {
    yield fault(
      ofOutput("units"),
      `must be at least 2, since the ${activation} of one unit is always 1: found 1`,
      ofOutput("activation"),
    );
  }
  if (type === undefined || activation === undefined) return;
  const needed = losses[type].output?.name ?? activation;
  if (needed !== activation) {
    yield fault(
      ["loss", "type"],
      `${type} needs ${needed} as the activation of the last layer: found ${activation}`,
      ofOutput("activation"),
    );
  } else if (wholeRow && !losses[type].output) {
    const fitting = Object.keys(losses).filter((name) =>
      losses[name as LossName].output?.name === activation
    );
    yield fault(
      ["loss", "type"],
      `must be ${
        fitting.join(" or ")
      } if the activation of the last layer is ${activation}: found ${type}`,
      ofOutput("activation"),
    );
  }
}

/**
 * Checks that the data set, `inputs.units` or `inputs.shape` determines the
 * number of inputs.
 */
export function* missingWidth({ dataset, inputs }: Draft): Iterable<Fault> {
  if (dataset !== undefined || inputs?.units !== undefined) return;
  if (inputs?.shape !== undefined) return;
  const known = Object.keys(catalogue).join(", ");
  yield {
    keys: ["dataset"],
    on: "key",
    message:
      `is missing; write a name (${known}), { inputs, labels } for rows of numbers, { idx } for IDX files, { csv, label } for a CSV file, or { folder } for a folder of images`,
  };
}

/** The field for the width of a layer: `units` or `filters`; a pooling layer has no such field. */
function widthOf(type: LayerTypeName): string[] {
  return Object.entries<{ kind: string }>(layerTypes[type].fields)
    .flatMap(([name, { kind }]) => kind === "count" ? [name] : []);
}

/** Checks that training fits in the memory limit. */
export function* tooLarge(
  spec: Spec,
  maxMemory: number,
  read?: ExampleFacts,
): Iterable<Fault> {
  const { layers, memory, parameters } = networkSize(spec, read);
  if (memory.total <= maxMemory) return;
  if (memory.total - memory.batch <= maxMemory && spec.batchSize !== 1) {
    yield fault(
      ["batchSize"],
      `must be smaller, since training must fit in ${
        bytesText(maxMemory)
      } of memory: found ${bytesText(memory.total)}, of which one batch needs ${
        bytesText(memory.batch)
      }; write a smaller batchSize, or raise the limit with --max-memory`,
    );
    return;
  }
  const largest = layers.reduce((a, b) =>
    b.rows * b.columns > a.rows * a.columns ? b : a
  );
  yield fault(
    ["layers", layers.indexOf(largest), ...widthOf(largest.type)],
    `must be smaller, since training must fit in ${
      bytesText(maxMemory)
    } of memory: found ` +
      `${parameters} parameters, with ${
        bytesText(memory.total)
      } of memory in all` +
      "; write a smaller layer, or raise the limit with --max-memory",
  );
}

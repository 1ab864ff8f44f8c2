/**
 * Checks plain values against the schema and the rules, and makes a `Spec`.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { activations } from "../formula/mod.ts";
import { layerTypes, sizeOf } from "../layer/mod.ts";
import { isTable } from "./_table_facts.ts";
import { Found } from "./_fault.ts";
import { isMapping } from "./_kinds.ts";
import { outputDefault } from "./_label_facts.ts";
import { issuesOf } from "./_place.ts";
import { type Draft, type LayerDraft, partial } from "./_scene.ts";
import { trialFaults } from "./_sweep_facts.ts";
import { walk } from "./_walk.ts";
import { SpecError } from "./error.ts";
import { contradictions, missingWidth, tooLarge } from "./facts.ts";
import { anySchema } from "./schema.ts";
import { type ExampleFacts, examplesOf } from "./size.ts";
import type { Spec } from "./spec.ts";

/** The default number of examples in a batch. */
const BATCH_SIZE = 32;

/** The default activation of hidden layers. */
const HIDDEN_ACTIVATION = "sigmoid";

/** The default memory limit of training: 1 GiB, in bytes. */
export const MAX_MEMORY: number = 2 ** 30;

/** Options of `checkSpec`. */
export interface CheckOptions {
  /** The file name to show in error messages. */
  readonly source?: string | undefined;
  /** The memory limit of training, in bytes (default: 1 GiB). */
  readonly maxMemory?: number | undefined;
  /**
   * Facts about the data set on the disk. The spec must not contradict these
   * facts.
   */
  readonly examples?: ExampleFacts | undefined;
}

/**
 * The specs that passed the check. A spec in this set is frozen, and needs no
 * second check.
 */
const checked = new WeakSet<object>();

/**
 * For each checked spec whose default output activation depends on labels that
 * are not read yet: the values before the check.
 */
const open = new WeakMap<object, unknown>();

/**
 * For each checked spec in which the user did not set `inputs.scale`: the
 * values before the check. If the data set determines the scale, the values are
 * checked again with the facts about the data set.
 */
const unscaled = new WeakMap<object, unknown>();

/** The values before the check, for each checked spec that has a sweep. */
const sweeping = new WeakMap<object, Readonly<Record<string, unknown>>>();

/**
 * If a checked spec has a sweep, its values before the check; otherwise
 * `undefined`.
 */
export function writtenOf(
  spec: object,
): Readonly<Record<string, unknown>> | undefined {
  return sweeping.get(spec);
}

/** Whether a checked spec uses the default of `inputs.scale`. */
export function isUnscaled(spec: object): boolean {
  return unscaled.has(spec);
}

/**
 * Whether the default output activation of a spec depends on labels that are
 * not read yet.
 */
export function isOpen(spec: object): boolean {
  return open.has(spec);
}

/**
 * Checks a spec that is given as plain values, such as the result of
 * `JSON.parse` or an object in a program, and fills in the defaults.
 *
 * @param value The values to check. A checked `Spec` is returned unchanged,
 *   except if `examples` determines its output activation or its input scale.
 * @returns The spec, deeply frozen.
 * @throws {SpecError} If the spec has errors; the `SpecError` lists all of them.
 * @example Absent fields get their defaults
 * ```ts
 * import { checkSpec } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "tiny",
 *   inputs: { units: 2 },
 *   layers: [{ units: 1 }],
 *   learningRate: 0.5,
 *   epochs: 10,
 * });
 * assertEquals(spec.layers[0].type, "dense");
 * assertEquals(spec.batchSize, 32);
 * ```
 */
export function checkSpec(
  value: unknown,
  { source, ...options }: CheckOptions = {},
): Spec {
  if (isMapping(value) && checked.has(value)) {
    const { examples } = options;
    const given = examples &&
      (open.get(value) ?? (examples.scale && unscaled.get(value)));
    if (given === undefined) return value as object as Spec;
    return checkSpec(given, { source, ...options });
  }
  const { spec, found } = judge(value, options);
  if (spec !== undefined) return spec;
  throw new SpecError(issuesOf(found.faults, { value }), source, found.count);
}

/**
 * Checks plain values. The result has a spec or, in `found`, at least one
 * error.
 */
export function judge(
  value: unknown,
  { maxMemory = MAX_MEMORY, examples }: CheckOptions = {},
): { readonly spec?: Spec; readonly found: Found } {
  mustBeNumber("maxMemory", maxMemory, { from: 0 });
  const found = new Found(false, value);
  const walked = walk(anySchema, value, found);
  if (found.isFull) return { found };
  const draft = complete(sound(walked as Draft ?? {}, found), found, examples);
  for (const fault of contradictions(draft, examples)) found.add(fault);
  const named = found.faults.some(({ keys, meant }) =>
    keys.length === 0 || keys[0] === "dataset" || meant === "dataset" ||
    keys[0] === "inputs" || meant === "inputs"
  );
  if (!named) { for (const fault of missingWidth(draft)) found.add(fault); }
  if (found.count > 0) return { found };
  const spec = freeze(draft as Spec);
  for (const fault of tooLarge(spec, maxMemory, examples)) found.add(fault);
  if (found.count > 0) return { found };
  const written = value as Readonly<Record<string, unknown>>;
  const options = { maxMemory, examples };
  const check = (trial: unknown) => judge(trial, options).found.faults;
  for (const fault of trialFaults(written, spec, check)) found.add(fault);
  if (found.count > 0) return { found };
  if (spec.sweep !== undefined) sweeping.set(spec, written);
  checked.add(spec);
  const { inputs } = value as { inputs?: { scale?: unknown } };
  if (inputs?.scale === undefined) unscaled.set(spec, value);
  if (dependsOnLabels(walked as Draft, examples)) open.set(spec, value);
  return { spec, found };
}

/**
 * Whether the spec sets no output activation, and its default depends on labels
 * that are not known yet.
 */
function dependsOnLabels(
  written: Draft,
  read: ExampleFacts | undefined,
): boolean {
  return written.layers?.at(-1)?.activation === undefined &&
    outputDefault(written, read)?.isOpen === true;
}

/**
 * The fields without errors, and the fields named in the list `partial`, whose
 * faulty parts are already removed.
 */
function sound(draft: Draft, { faults }: Found): Draft {
  const faulty = new Set(faults.map(({ keys }) => keys[0]));
  return Object.fromEntries(
    Object.entries(draft).filter(([name]) =>
      !faulty.has(name) || (partial as readonly string[]).includes(name)
    ),
  );
}

/** Fills in the defaults that depend on other fields or on the data set on the disk. */
function complete(
  draft: Draft,
  { faults }: Found,
  read: ExampleFacts | undefined,
): Draft {
  const { layers, dataset, inputs, labels } = draft;
  const examples = examplesOf(dataset) ?? read;
  const last = (layers?.length ?? 0) - 1;
  const output = outputDefault(draft, read);
  const named = layers?.map((layer, l): LayerDraft => {
    const { name, type, ...rest } = layer ?? {};
    const usual = l === last ? output?.activation : HIDDEN_ACTIVATION;
    const isWrong = faults.some(({ keys, meant }) =>
      keys[0] === "layers" && keys[1] === l &&
      (keys[2] === "activation" || meant === "activation")
    );
    const values: Readonly<Record<string, unknown>> = {
      ...(usual !== undefined && type !== undefined && !isWrong &&
        { activation: usual }),
      ...rest,
    };
    const fields = type === undefined ? values : layerTypes[type].fields;
    const written = Object.keys(fields).filter((name) => name in values);
    return {
      name: name ?? (l === last ? "output" : `hidden${l + 1}`),
      ...(type !== undefined && { type }),
      ...Object.fromEntries(written.map((name) => [name, values[name]])),
    };
  });
  const learnsNumbers = isTable(dataset) && read?.task?.type === "numbers" &&
    isLinear(named?.at(-1)?.activation);
  const { count = Infinity } = examples ?? {};
  return inOrder({
    batchSize: Math.min(BATCH_SIZE, count),
    ...draft,
    ...(named ? { layers: named } : {}),
    inputs: inputsInOrder({
      ...inputs,
      ...(read && { units: inputs?.units ?? read.width }),
      ...(read?.scale && { scale: read.scale }),
      ...(!examples && inputs?.shape &&
        { units: inputs.units ?? sizeOf(inputs.shape) }),
      ...(isTable(dataset) && { standardize: inputs?.standardize ?? true }),
    }),
    labels: {
      ...labels,
      ...(learnsNumbers && { standardize: labels?.standardize ?? true }),
    },
  });
}

/** The fields of `inputs`, in the order of the reference documentation. */
function inputsInOrder(inputs: NonNullable<Draft["inputs"]>): typeof inputs {
  const { scale, units, shape, standardize, deskew } = inputs;
  return Object.fromEntries(
    Object.entries({ scale, units, shape, standardize, deskew })
      .filter(([, value]) => value !== undefined),
  );
}

function isLinear(activation: LayerDraft["activation"]): boolean {
  return activation !== undefined && activations[activation].isLinear;
}

/** The fields of a spec, in the order of the reference documentation. */
function inOrder(draft: Draft): Draft {
  const names = Object.keys(anySchema.fields) as (keyof Draft)[];
  const present = names.filter((name) => draft[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, draft[name]]));
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

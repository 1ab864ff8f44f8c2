/**
 * The records of runs as text: first scores, then settings, then all other facts.
 * Several runs are written side by side, and differences are marked.
 *
 * @module
 */

import { pathText } from "../spec/mod.ts";
import {
  type CrossValidation,
  crossValidationOf,
  type RunRecord,
} from "../mlp/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { clip, padRight, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";

/** A fact of a run: its path in the record, and its value. */
export type Fact = readonly [path: string, value: string];

/** The record of a run, and its name. */
export interface NamedRecord {
  /** The folder of the run. */
  readonly name: string;
  readonly record: RunRecord;
}

/** Options of the text. */
export interface RecordTextOptions {
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /** The width of the terminal, in columns. */
  readonly width?: number | undefined;
  /** Whether every fact is shown (default: a summary, or the differences of several runs). */
  readonly all?: boolean | undefined;
}

/**
 * The facts of a run in the order of its record. The list of epochs is replaced by the
 * number of epochs and the metrics of the last epoch. The confusion matrix is omitted.
 */
export function recordFacts(
  { confusion: _, classes: __, epochs, spec, ...rest }: RunRecord,
): Fact[] {
  const { folds: all, ...crossValidation } = rest.folds?.length
    ? crossValidationOf(rest.folds)
    : {} as Partial<CrossValidation>;
  return [...leaves({
    ...rest,
    ...(all && { crossValidation }),
    epochs: epochs.length,
    last: epochs[epochs.length - 1],
    spec,
  }, [])];
}

function* leaves(
  value: unknown,
  keys: readonly (string | number)[],
): Iterable<Fact> {
  if (value === undefined) return;
  const isPart = typeof value === "object" && value !== null &&
    !(Array.isArray(value) && typeof value[0] !== "object");
  if (!isPart || Array.isArray(value) && Array.isArray(value[0])) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    yield [pathText(keys), printable(text)];
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    yield* leaves(inner, [...keys, Array.isArray(value) ? Number(key) : key]);
  }
}

/** A pattern for the paths of scores in a record. */
const SCORES =
  /^(status|error|score\.(share|right|count|on)|regression\..*|meanScore\.f1|logLoss|best|epochs|last\.(loss|accuracy|validation\..*)|crossValidation\..*\.(mean|deviation))$/;

/**
 * A pattern for the paths of details, such as times and the scores of each
 * class. Details are shown only if the option `all` is true.
 */
const DETAILS =
  /^(classScores|folds\[|began$|ended$|score\.interval$|last\.elapsedMs$)/;

/** Rounds a number to six significant digits; returns any other text unchanged. */
function rounded(value: string): string {
  return /^-?\d+\.\d{6,}(e-?\d+)?$/.test(value)
    ? `${Number(Number(value).toPrecision(6))}`
    : value;
}

/** The settings of a spec that the summary of a run shows. */
const SETTINGS = [
  ...["dataset", "augment", "classWeights", "layers", "loss", "optimizer"],
  ...["learningRate", "regularization", "clip", "validation", "earlyStopping"],
  ...["batchSize", "epochs", "seed"],
] as const;

/** The largest number of layers in a summary. */
const MOST_LAYERS = 6;

/**
 * The facts of a record in three groups: scores, settings, and all other facts. In
 * each group, the facts have the same order as in the record.
 */
function inOrder(record: RunRecord): {
  readonly scores: readonly Fact[];
  readonly settings: readonly Fact[];
  readonly rest: readonly Fact[];
} {
  const facts = recordFacts(record);
  const isScore = ([path]: Fact) => SCORES.test(path);
  const isSetting = ([path]: Fact) => path.startsWith("spec.");
  return {
    scores: facts.filter(isScore),
    settings: facts.filter(isSetting),
    rest: facts.filter((fact) => !isScore(fact) && !isSetting(fact)),
  };
}

/** A value as one line of YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value).filter(([, inner]) =>
    inner !== undefined
  );
  return `{ ${
    fields.map(([key, inner]) => `${key}: ${flow(inner)}`).join(", ")
  } }`;
}

/** The settings of a spec, one line for each setting and one line for each layer. */
function settingFacts(spec: RunRecord["spec"]): Fact[] {
  return SETTINGS.flatMap((name): Fact[] => {
    const value = spec[name];
    if (value === undefined) return [];
    if (name !== "layers") return [[name, printable(flow(value))]];
    const shown = spec.layers.slice(0, MOST_LAYERS).map((layer, l): Fact => [
      `layers[${l}]`,
      printable(flow(layer)),
    ]);
    const more = spec.layers.length - shown.length;
    return more > 0 ? [...shown, ["layers", `${more} more`]] : shown;
  });
}

/**
 * Writes one run: its scores and settings or, if the option `all` is true,
 * every fact of its record.
 */
export function recordText(
  { name, record }: NamedRecord,
  { color = false, width = 80, all = false }: RecordTextOptions = {},
): string {
  const { scores, settings, rest } = inOrder(record);
  const groups = all ? [scores, settings, rest] : [
    scores.map(([path, value]): Fact => [path, rounded(value)]),
    settingFacts(record.spec),
  ];
  const margin = Math.max(...groups.flat().map(([path]) => widthOf(path))) + 2;
  const lines = groups.flatMap((facts) => [
    "",
    ...facts.map(([path, value]) =>
      padRight(path, margin) + clip(value, Math.max(width - margin, 20))
    ),
  ]);
  const hint = `--all shows all ${
    scores.length + settings.length + rest.length
  } facts of the record, such as versions and SHA-256`;
  return [
    paint(printable(name), styles.bold, color),
    ...lines,
    ...all ? [] : ["", hint],
  ].join("\n");
}

/**
 * Writes runs side by side. The line of a fact that differs between the runs
 * begins with `≠`. Without `all`, the facts that are the same in all runs are
 * omitted, except scores.
 */
export function recordsText(
  runs: readonly NamedRecord[],
  { color = false, width = 80, all = false }: RecordTextOptions = {},
): string {
  const ordered = runs.map(({ record }) => inOrder(record));
  const groups = (["scores", "settings", "rest"] as const).map((group) => {
    const columns = ordered.map((facts) => new Map(facts[group]));
    const paths = new Set(columns.flatMap((facts) => [...facts.keys()]));
    return [...paths].map((path) => {
      const values = columns.map((facts) => facts.get(path) ?? "-");
      const differs = values.some((value) => value !== values[0]);
      const isShown = all || group === "scores" ||
        differs && !DETAILS.test(path);
      return { path, values, differs, isShown };
    });
  });
  const facts = groups.flat();
  const margin = Math.max(...facts.map(({ path }) => widthOf(path))) + 4;
  const column = Math.max(
    Math.floor((width - margin) / runs.length) - 2,
    runs.length > 2 ? 12 : 20,
  );
  const line = (path: string, values: readonly string[]) =>
    padRight(path, margin) +
    values.map((value) =>
      padRight(clip(all ? value : rounded(value), column), column + 2)
    ).join("").trimEnd();
  const differing = facts.filter(({ differs }) => differs).length;
  return [
    line("", runs.map(({ name }) => printable(name))),
    ...groups.map((group) => group.filter(({ isShown }) => isShown))
      .filter((group) => group.length > 0)
      .flatMap((group) => [
        "",
        ...group.map(({ path, values, differs }) =>
          differs
            ? paint(line(`≠ ${path}`, values), styles.bold, color)
            : line(`  ${path}`, values)
        ),
      ]),
    "",
    `${differing} of ${facts.length} facts differ${
      all ? "" : "; --all shows the others too"
    }`,
  ].join("\n");
}

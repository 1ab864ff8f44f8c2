/**
 * A spec to start from, made from the schema: each field with what it means,
 * and those that may be left out as comments.
 *
 * @module
 */

import {
  type Either,
  type Entries,
  type Field,
  isMapping,
  type Kind,
  type List,
  plainFields,
} from "./_kinds.ts";
import { anySchema } from "./schema.ts";

/** Networks to start from. */
const starters = {
  dense: {
    layers: `layers:
  - units: 64
    activation: relu
    initializer: heNormal
  - units: 10
    activation: softmax`,
    learningRate: "learningRate: 0.1",
  },
  conv: {
    layers: `layers:
  - type: conv2d
    filters: 16
    kernelSize: 3
    padding: same
  - type: maxPool2d
  - type: flatten
  - units: 10
    activation: softmax`,
    learningRate: "learningRate: { type: cosine, rate: 0.1 }",
  },
} as const;

/** A folder of images to learn from. */
export interface StarterFolder {
  /** Its path from the spec's file. */
  readonly folder: string;
  /** `[rows, columns, channels]`, to which each image is resized. */
  readonly shape: readonly number[];
  /** How many classes there are. */
  readonly classes: number;
}

/** The fields that are written out: those that must be, and the loss. */
function written(
  name: string,
  starter: keyof typeof starters,
  images: StarterFolder | undefined,
): Readonly<Record<string, string>> {
  const { layers, learningRate } = starters[starter];
  return {
    name: `name: ${JSON.stringify(name)}`,
    dataset: images
      ? `dataset: { folder: ${JSON.stringify(images.folder)}, test: 0.2 }`
      : "dataset: digits",
    ...(images &&
      { inputs: `inputs: { shape: [${images.shape.join(", ")}] }` }),
    loss: "loss: crossEntropy",
    epochs: "epochs: 20",
    layers: layers.replace("units: 10", `units: ${images?.classes ?? 10}`),
    learningRate,
  };
}

/**
 * Writes a spec to start from.
 *
 * @param name The network's name.
 * @param schema Where its JSON Schema is, for editors.
 * @param starter Dense layers alone, or a convolution first.
 * @param command What a person types before a verb.
 * @param images What to learn from; the digits unless given.
 */
export function starterSpec(
  name: string,
  schema: string,
  starter: keyof typeof starters = "dense",
  command = "deno task",
  images?: StarterFolder,
): string {
  const live = written(name, starter, images);
  const fields = Object.entries(anySchema.fields).map(([key, field]) => {
    const about = `${field.doc[0].toUpperCase()}${field.doc.slice(1)}.`;
    const line = live[key] ?? `# ${key}: ${exampleOf(field)}`;
    return [`# ${about}`, ...choices(field.of), line].join("\n");
  });
  return `# yaml-language-server: $schema=${schema}
#
#   ${command} train ${name}.yaml
#
# A field in a comment may be left out: it shows the default, or an example.

${fields.join("\n\n")}
`;
}

/** The words that may stand for a kind, and of a list for the parts of an item. */
function choices(kind: Kind): string[] {
  const words = wordsOf(kind);
  if (words.length > 1) return [`# One of ${words.join(", ")}.`];
  if (kind.kind !== "list") return [];
  const { of } = kind as List<Kind>;
  return Object.entries(plainFields(of) ?? {})
    .map(([name, field]) => ({
      name,
      words: wordsOf(name === "type" ? of : field.of),
    }))
    .filter(({ words }) => words.length > 1)
    .map(({ name, words }) => `# ${name}: one of ${words.join(", ")}.`);
}

function wordsOf(kind: Kind): readonly string[] {
  switch (kind.kind) {
    case "words":
      return kind.words;
    case "variants":
      return Object.keys(kind.variants);
    case "mapping":
      return kind.short ? wordsOf(kind.fields.type.of) : [];
    case "either":
      return (kind as Either<Kind>).of.flatMap(wordsOf);
    default:
      return [];
  }
}

/** The default of a field, or a value that it may have. */
function exampleOf({ of, value }: Field): string {
  const isEmpty = isMapping(value) && Object.keys(value).length === 0;
  return flow(value === undefined || isEmpty ? exampleOfKind(of) : value);
}

function exampleOfKind(kind: Kind): unknown {
  switch (kind.kind) {
    case "flag":
      return true;
    case "constant":
      return kind.value;
    case "words":
      return kind.words[0];
    case "text":
      return "text";
    case "number":
      return kind.whole ? Math.max(1, kind.least) : Math.min(0.1, kind.most);
    case "pair":
      return [0, 1];
    case "rows":
      return [[0, 1]];
    case "list":
      return [exampleOfKind((kind as List<Kind>).of)];
    case "mapping": {
      const fields = Object.entries(kind.fields);
      const { presence } = fields[0][1];
      const shown = presence === "optional" ? fields.slice(0, 1) : fields
        .filter(([, { presence }]) => presence !== "optional");
      return Object.fromEntries(
        shown.map((
          [name, { of, value }],
        ) => [name, value ?? exampleOfKind(of)]),
      );
    }
    case "any":
      return 1;
    case "entries":
      return kind.example ??
        { [kind.key]: exampleOfKind((kind as Entries<Kind>).of) };
    case "variants":
      return Object.keys(kind.variants)[0];
    case "either":
      return exampleOfKind((kind as Either<Kind>).of[0]);
  }
}

/** A value in YAML's flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (!isMapping(value)) return String(value);
  const parts = Object.entries(value)
    .map(([name, part]) => `${name}: ${flow(part)}`);
  return `{ ${parts.join(", ")} }`;
}

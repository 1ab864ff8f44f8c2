/**
 * The spec that `init` writes, made from the schema. The text describes each
 * field, and shows the optional fields as comments.
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

/** The networks that `init` can write. */
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

/** A folder of images for the spec that `init` writes. */
export interface StarterFolder {
  /** The path of the folder, relative to the spec file. */
  readonly folder: string;
  /** The shape to which each image is resized: `[rows, columns, channels]`. */
  readonly shape: readonly number[];
  /** The number of classes. */
  readonly classes: number;
}

/**
 * The fields that `init` does not comment out with `#`: the required fields and
 * the loss, as YAML.
 */
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
 * Makes the text of a spec to start from.
 *
 * @param name The name of the network.
 * @param schema The path or URL of the JSON Schema, for editors.
 * @param starter The kind of network: dense layers only, or a network that
 *   begins with a convolutional layer.
 * @param command The words to type before the name of a command such as
 *   `train`, for example `deno task`.
 * @param images The images to train on (default: the data set digits).
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
# A field in a comment is optional; the comment shows its default or an example.

${fields.join("\n\n")}
`;
}

/**
 * Comments that list the allowed words of a field; for a list of mappings, the
 * allowed words of each field of an item.
 */
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

/** The default of a field, or an example value. */
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

/** Formats a value in the flow style of YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (!isMapping(value)) return String(value);
  const parts = Object.entries(value)
    .map(([name, part]) => `${name}: ${flow(part)}`);
  return `{ ${parts.join(", ")} }`;
}

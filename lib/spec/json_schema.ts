/**
 * The JSON Schema (draft-07) of the spec language, for editors and other tools.
 *
 * @module
 */

import {
  type Either,
  type Entries,
  type Field,
  type Fields,
  type Kind,
  type List,
  variantFields,
  type Variants,
} from "./_kinds.ts";
import { anySchema } from "./schema.ts";

/** A JSON Schema, or a part of a JSON Schema (a subschema). */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The spec language as draft-07 JSON Schema. The JSON Schema does not contain the
 * rules that compare two fields or two rows of data.
 */
export function jsonSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A spec of percept",
    description:
      "The data set, the layers and the training of a neural network",
    ...schemaOf(anySchema),
  };
}

function schemaOf(kind: Kind): JsonSchema {
  switch (kind.kind) {
    case "flag":
      return { type: "boolean" };
    case "constant":
      return { const: kind.value };
    case "words":
      return { enum: kind.words };
    case "text": {
      const { longest: maxLength, pattern } = kind;
      return { type: "string", maxLength, ...(pattern ? { pattern } : {}) };
    }
    case "number": {
      const { whole, least, most, open } = kind;
      return {
        type: whole ? "integer" : "number",
        [open[0] ? "exclusiveMinimum" : "minimum"]: least,
        [open[1] ? "exclusiveMaximum" : "maximum"]: most,
      };
    }
    case "pair":
      return {
        type: "array",
        items: anyNumber,
        minItems: 2,
        maxItems: 2,
        uniqueItems: true,
      };
    case "rows": {
      const row = { type: "array", items: anyNumber, minItems: 1 };
      return { type: "array", items: row, minItems: 1 };
    }
    case "list":
      return {
        type: "array",
        items: schemaOf((kind as List<Kind>).of),
        minItems: kind.least ?? 1,
        maxItems: kind.most,
      };
    case "mapping": {
      const whole = objectOf(kind.fields, kind.filled);
      if (!kind.short) return whole;
      return { anyOf: [schemaOf(kind.fields.type.of), whole] };
    }
    case "any":
      return {};
    case "entries":
      return {
        type: "object",
        ...valuesOf(kind as Entries<Kind>),
        minProperties: 1,
        maxProperties: kind.most,
      };
    case "variants":
      return {
        anyOf: [
          ...[byName(kind)].filter((names) => names.length > 0)
            .map((names) => ({ enum: names })),
          ...Object.keys(kind.variants).map((name) =>
            objectOf(variantFields(kind, name))
          ),
        ],
      };
    case "either":
      return { anyOf: (kind as Either<Kind>).of.map(schemaOf) };
  }
}

/**
 * The JSON Schema for the values of a mapping whose keys the user chooses, such
 * as names of columns.
 */
function valuesOf({ of, pattern }: Entries<Kind>): JsonSchema {
  return pattern === undefined ? { additionalProperties: schemaOf(of) } : {
    patternProperties: { [pattern]: schemaOf(of) },
    additionalProperties: false,
  };
}

/**
 * The types, such as `adam`, whose mappings have no required field other than
 * `type`. The name `adam` may be written in place of the mapping `{ type: adam
 * }`.
 */
function byName({ variants, defaultType }: Variants): string[] {
  if (defaultType !== undefined) return [];
  return Object.keys(variants).filter((name) =>
    Object.values(variants[name]).every(({ presence }) =>
      presence !== "required"
    )
  );
}

const largest = Number.MAX_SAFE_INTEGER;
const anyNumber = { type: "number", minimum: -largest, maximum: largest };

function objectOf(fields: Fields, filled?: boolean): JsonSchema {
  const required = Object.keys(fields)
    .filter((name) => fields[name].presence === "required");
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, property(field)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...(filled ? { minProperties: 1 } : {}),
    additionalProperties: false,
  };
}

function property({ of, doc, value, computed }: Field): JsonSchema {
  const description = computed === undefined
    ? sentence(doc)
    : `${sentence(doc)} (default: ${computed})`;
  return {
    description,
    ...schemaOf(of),
    ...(value === undefined ? {} : { default: value }),
  };
}

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

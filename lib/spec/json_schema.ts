/**
 * The schema for editors and other tools, and for people: draft-07 JSON Schema,
 * and the reference table of the README.
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

/** A piece of JSON Schema. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The spec language as draft-07 JSON Schema. What joins two fields, or two rows
 * of data, is not in it.
 */
export function jsonSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A spec of percept",
    description: "What a network is, what it learns from and how",
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
    case "entries":
      return {
        type: "object",
        additionalProperties: schemaOf((kind as Entries<Kind>).of),
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

/** What may be written as a name alone: that of which nothing is required. */
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
    : `${sentence(doc)}; by default ${computed}`;
  return {
    description,
    ...schemaOf(of),
    ...(value === undefined ? {} : { default: value }),
  };
}

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** The reference of all fields as a Markdown table, as `deno fmt` leaves it. */
export function referenceTable(): string {
  const rows = [
    ["field", "meaning", "value", "default"],
    ...rowsOf(anySchema.fields, ""),
  ];
  const widths = [0, 1, 2, 3].map((c) =>
    Math.max(...rows.map((row) => row[c].length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => cell.padEnd(widths[c])).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [head, ...body] = rows.map(line);
  return [head, rule, ...body].join("\n");
}

function rowsOf(fields: Fields, prefix: string): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = prefix + name;
    const row = [
      `\`${path}\``,
      field.doc,
      valueText(field.of),
      defaultText(field),
    ];
    return [row, ...innerRows(field.of, path)];
  });
}

function innerRows(of: Kind, path: string): string[][] {
  switch (of.kind) {
    case "mapping":
      return rowsOf(of.fields, `${path}.`);
    case "list":
      return innerRows((of as List<Kind>).of, `${path}[]`);
    case "either":
      return (of as Either<Kind>).of.flatMap((one) => innerRows(one, path));
    case "entries":
      return innerRows((of as Entries<Kind>).of, `${path}.${of.key}`);
    case "variants": {
      const all = joined(of);
      if (of.defaultType === undefined) return rowsOf(all, `${path}.`);
      const words = Object.keys(of.variants);
      const { name, type } = variantFields(of, of.defaultType, words);
      return rowsOf({ ...(name && { name }), type, ...all }, `${path}.`);
    }
    default:
      return [];
  }
}

/** The fields of all variants; a default that is not that of all says of which it is. */
function joined({ variants, defaultType }: Variants): Fields {
  const names = new Set(Object.values(variants).flatMap(Object.keys));
  return Object.fromEntries(
    [...names].map((name) => {
      const having = Object.keys(variants).filter((type) =>
        name in variants[type]
      );
      const texts = having.map((type) => defaultText(variants[type][name]));
      const field = variants[having[0]][name];
      if (defaultType === undefined || new Set(texts).size === 1) {
        return [name, field];
      }
      const each = [...new Set(texts)].map((text) => {
        const types = having.filter((_, n) => texts[n] === text);
        return `${text || "none"} with ${types.join(", ")}`;
      });
      return [name, {
        ...field,
        presence: "computed",
        computed: each.join("; "),
      }];
    }),
  );
}

function defaultText({ presence, value, computed }: Field): string {
  if (presence === "required") return "required";
  if (presence === "optional") return "";
  if (computed !== undefined) return computed;
  const text = JSON.stringify(value).replaceAll(",", ", ");
  return text === "{}" ? "" : `\`${text.replaceAll(/"([^",]+)"/g, "$1")}\``;
}

/** A word as YAML has it: in quotes, unless it is of letters. */
function wordText(word: string): string {
  return /^[\w-]+$/.test(word)
    ? word
    : JSON.stringify(word).replace("|", "\\|"); // it stands in a table
}

function valueText(of: Kind): string {
  switch (of.kind) {
    case "flag":
      return "`true` or `false`";
    case "constant":
      return `\`${of.value}\``;
    case "words":
      return of.words.map((word) => `\`${wordText(word)}\``).join(", ");
    case "variants":
      return Object.entries(of.variants).map(([name, fields]) => {
        const keys = [`type: ${name}`, ...Object.keys(fields)].join(", ");
        const alone = byName(of).includes(name);
        return (alone ? `\`${name}\` or ` : "") + `\`{ ${keys} }\``;
      }).join(", ");
    case "mapping": {
      const keys = `\`{ ${Object.keys(of.fields).join(", ")} }\``;
      return of.short ? `${valueText(of.fields.type.of)}, or ${keys}` : keys;
    }
    case "entries":
      return `\`{ ${of.key}: ... }\`, each ${
        valueText((of as Entries<Kind>).of)
      }`;
    case "either":
      return (of as Either<Kind>).of.map(valueText).join(", or ");
    default:
      return of.rule.replace(/^must be /, "");
  }
}

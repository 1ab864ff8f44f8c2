/**
 * Writes the reference of the spec language in `specs/README.md` from the
 * schema. Each field has a heading, a description, its values and its default.
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
} from "../../lib/spec/_kinds.ts";
import { anySchema } from "../../lib/spec/schema.ts";

/** The fields of the spec and all fields in them, as Markdown. */
export function reference(names: readonly string[]): string {
  return names.flatMap((name) => {
    const field = anySchema.fields[name];
    if (!field) throw new Error(`the schema has no field ${name}`);
    return entries({ [name]: field }, "");
  }).join("\n\n");
}

/**
 * The fields of a mapping. `only` returns the forms in which a field is
 * allowed.
 */
function entries(
  fields: Fields,
  prefix: string,
  only: (name: string) => string = () => "",
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = prefix + name;
    const facts = [only(name), valueText(field.of), defaultText(field)];
    const text = field.doc[0].toUpperCase() + field.doc.slice(1);
    return [
      `### \`${path}\``,
      `${text}.`,
      facts.filter((fact) => fact !== "").map((fact) => `- ${fact}`).join("\n"),
      ...inner(field.of, path),
    ];
  });
}

function inner(of: Kind, path: string): string[] {
  switch (of.kind) {
    case "mapping":
      return entries(of.fields, `${path}.`);
    case "list":
      return inner((of as List<Kind>).of, `${path}[]`);
    case "entries":
      return inner((of as Entries<Kind>).of, `${path}.${of.key}`);
    case "either":
      return (of as Either<Kind>).of.flatMap((one) => {
        if (one.kind !== "mapping") return inner(one, path);
        const [first] = Object.keys(one.fields);
        return entries(
          one.fields,
          `${path}.`,
          (name) => name === first ? "" : `Only with ${code(first)}`,
        );
      });
    case "variants": {
      const types = Object.keys(of.variants);
      const having = (name: string) =>
        types.filter((type) => name in of.variants[type]);
      return entries(joined(of), `${path}.`, (name) => {
        const some = having(name);
        return some.length === 0 || some.length === types.length
          ? ""
          : `Only if \`type\` is ${
            some.map(code).join(", ").replace(/, ([^,]*)$/, " or $1")
          }`;
      });
    }
    default:
      return [];
  }
}

/**
 * The fields of all types. If the default of a field depends on the type, the
 * types are listed.
 */
function joined(of: Variants): Fields {
  const { variants, defaultType } = of, types = Object.keys(variants);
  const { type, name } = variantFields(of, defaultType ?? types[0], types);
  const names = new Set(Object.values(variants).flatMap(Object.keys));
  names.delete("name");
  const rest = [...names].map((name): [string, Field] => {
    const having = types.filter((type) => name in variants[type]);
    const texts = having.map((type) => ownDefault(variants[type][name]));
    const field = variants[having[0]][name];
    if (new Set(texts).size === 1) return [name, field];
    const each = [...new Set(texts)].map((text) => {
      const some = having.filter((_, n) => texts[n] === text);
      return `for ${some.map(code).join(" and ")}, ${text || "none"}`;
    });
    return [name, {
      ...field,
      presence: "computed",
      computed: each.join("; "),
    }];
  });
  return { ...(name && { name }), type, ...Object.fromEntries(rest) };
}

function defaultText(field: Field): string {
  if (field.presence === "required") return "Required";
  const text = ownDefault(field);
  return text === "" ? "" : `Default: ${text}`;
}

/** The default of a field as text, or "" if it has none. */
function ownDefault({ value, computed }: Field): string {
  if (computed !== undefined) return computed;
  if (value === undefined) return "";
  const text = JSON.stringify(value).replaceAll(",", ", ");
  return text === "{}" ? "" : code(text.replaceAll(/"([^",]+)"/g, "$1"));
}

function valueText(of: Kind): string {
  return `Value: ${valuesText(of)}`;
}

function valuesText(of: Kind): string {
  switch (of.kind) {
    case "flag":
      return "`true` or `false`";
    case "constant":
      return code(String(of.value));
    case "words":
      return of.words.map((word) => code(wordText(word))).join(", ");
    case "variants":
      return Object.entries(of.variants).map(([name, fields]) => {
        const alone = Object.values(fields)
          .every(({ presence }) => presence !== "required");
        const keys = [`type: ${name}`, ...Object.keys(fields)].join(", ");
        return (alone ? `\`${name}\` or ` : "") + code(`{ ${keys} }`);
      }).join(", ");
    case "mapping": {
      const keys = keysText(of.fields);
      return of.short ? `${valuesText(of.fields.type.of)}, or ${keys}` : keys;
    }
    case "entries":
      return `\`{ ${of.key}: VALUE, ... }\`, where each VALUE is ${
        valuesText((of as Entries<Kind>).of)
      }`;
    case "either":
      return (of as Either<Kind>).of.map(valuesText).join(", or ");
    default:
      return of.rule.replace(/^must be /, "");
  }
}

/** The keys of a mapping, or the first keys if there are many. */
function keysText(fields: Fields): string {
  const names = Object.keys(fields);
  const shown = names.length > 6 ? [...names.slice(0, 2), "..."] : names;
  return code(`{ ${shown.join(", ")} }`);
}

/** A word in YAML, with quotes unless it is one plain word. */
function wordText(word: string): string {
  return /^[\w-]+$/.test(word) ? word : JSON.stringify(word);
}

function code(text: string): string {
  return `\`${text}\``;
}

/**
 * Error messages for unknown keys, and for values in the wrong field of a spec.
 *
 * @module
 */

import { alternatives } from "./_excerpt.ts";
import { accepts } from "./_fits.ts";
import {
  aroundOf,
  type Choice,
  GAP,
  likely,
  linesOf,
  type Misplaced,
  parentOf,
  type Stray,
  typeOf,
} from "./_line.ts";
import { isMapping, type Kind, plainFields } from "./_kinds.ts";
import { adviceFor, namedOtherwise } from "./_other_names.ts";
import {
  fieldAt,
  fieldNames,
  fieldsNamed,
  type Home,
  ITEM,
  kindsAt,
  pathOf,
  type Place,
} from "./_places.ts";
import {
  asTyped,
  camelCase,
  inOwnForm,
  plainPath,
  translated,
} from "./_other_forms.ts";
import { misspelled } from "./nearest.ts";

/** The message for an unknown key, and the field that was probably meant. */
export interface Unknown {
  readonly message: string;
  /**
   * The field that was probably meant, if the schema allows this field in the
   * mapping that contains the unknown key.
   */
  readonly near?: string | undefined;
  /** The top-level field that contains the field that was probably meant. */
  readonly top?: string | undefined;
  /**
   * Whether the message suggests a replacement for the whole mapping that
   * contains the unknown key.
   */
  readonly isRewritten?: true;
}

/**
 * Makes the message for an unknown key. The message suggests another spelling,
 * the path of a percept field that has this name in percept or in another
 * library, or the known fields.
 *
 * @param absent The names of those fields of the mapping that are missing in
 *   the spec.
 */
export function unknownKey(stray: Stray, absent: readonly string[]): Unknown {
  const { name, value, fields } = stray;
  if (
    /^(batch_?)?input_?shape$/i.test(name) && (value as unknown[])?.length === 1
  ) {
    return unknownKey({
      ...stray,
      name: "inputDim",
      value: (value as unknown[])[0],
    }, absent);
  }
  const advice = adviceFor(name, stray.whole);
  if (advice !== undefined) return { message: `unknown key: ${advice}` };
  const typed = asTyped(stray);
  if (typed !== undefined) return typed;
  const known = Object.keys(fields);
  const near = misspelled(name, absent) ?? misspelled(name, known);
  const aliases = namedOtherwise(name).flatMap((path) => fieldAt(path) ?? []);
  const places = new Set([...fieldsNamed(camelCase(name)), ...aliases]);
  const likely = [...places].filter((place) =>
    isLikely(place, stray) ||
    place.keys[0] !== "layers" && aliases.includes(place)
  );
  const own = likely.filter((place) =>
    place.path === `${plainPath(stray)}.type` &&
    fitting(place, stray).length > 0
  );
  const all = choices(own.length > 0 ? own : likely, inOwnForm(stray));
  const paths = all.map((choice) => choice.place.path + note(choice, stray));
  const fits = all.length > 0 && all[0].value !== GAP;
  const nearFits = near !== undefined && accepts(fields[near].of, value);
  if (near !== undefined && (nearFits || !fits)) {
    const own = `${plainPath(stray)}.${near}`.replace(/^\./, "");
    const others = fits ? paths.filter((path) => !path.startsWith(own)) : [];
    const words = [`"${near}"`, ...others];
    const line = nearFits || others.length > 0
      ? ""
      : unfolded({ ...stray, keys: [...stray.keys, near] });
    return {
      message: `unknown key, did you mean ${alternatives(words)}?${line}`,
      near,
    };
  }
  if (all.length > 0) return belonging(all, paths, stray);
  const other = isInTypedLayer(stray)
    ? undefined
    : misspelled(name, fieldNames());
  return {
    message: other === undefined
      ? `unknown key, must be one of ${known.join(", ")}`
      : `unknown key, did you mean ${
        alternatives(fieldsNamed(other).map(({ path }) => path))
      }?`,
  };
}

/**
 * Whether a key is in a layer for which the spec gives a `type`, and layers of
 * this type have more fields than `name` and `type`.
 */
function isInTypedLayer({ keys, mapping, fields }: Stray): boolean {
  return keys.length === 2 && keys[0] === "layers" &&
    typeof mapping.type === "string" && Object.keys(fields).length > 2;
}

/**
 * Whether it is possible that the user meant the given field by an unknown key.
 * If the spec gives a `type` for the layer with the key, the user can have
 * meant only a field of this type.
 */
function isLikely({ keys }: Place, stray: Stray): boolean {
  if (!isInTypedLayer(stray)) return true;
  return keys[0] === "layers" && Object.hasOwn(stray.fields, keys.at(-1)!);
}

/**
 * The message for a key in the wrong mapping, usually with the correct line of
 * YAML.
 */
function belonging(
  all: readonly Choice[],
  paths: readonly string[],
  stray: Stray,
): Unknown {
  const { name, keys, fields } = stray;
  const own = pathOf([...keys, name]);
  const same = all.find(({ place }) => place.path === own);
  const lines = linesOf(same ? [same] : all, stray);
  const where = same
    ? beside(same, stray)
    : `the field is ${alternatives(paths)}`;
  const [first] = all.map(({ place }) => place);
  const isField = all.length === 1 && parentOf(first) === pathOf(keys) &&
    Object.hasOwn(fields, first.keys.at(-1)!);
  const [top, second] = new Set(all.map(({ place }) => place.keys[0]));
  return {
    message: `unknown key here: ${where}${lines && `; write${lines}`}`,
    near: isField ? first.keys.at(-1) : undefined,
    top: second === undefined ? top : undefined,
  };
}

/**
 * Suggests what to write instead of a line such as `validation: 0.2`, in which
 * the value should be in a mapping.
 */
export function unfolded(misplaced: Misplaced): string {
  const place = fieldAt(pathOf(misplaced.keys));
  const all = place
    ? misplaced.value === true
      ? choices([place], misplaced).filter(({ value }) => value !== GAP)
      : partsThatFit(place, misplaced)
    : [];
  const lines = linesOf(all, misplaced);
  return lines && `; write${lines}`;
}

/**
 * The given fields, or fields inside these fields, that accept a value; if no
 * field accepts the value, all given fields.
 */
function choices(places: readonly Place[], misplaced: Misplaced): Choice[] {
  const found = places.flatMap((place) => {
    const whole = fitting(place, misplaced);
    return whole.length > 0 ? whole : partsThatFit(place, misplaced);
  });
  return found.length > 0 ? found : places.map((place) => {
    const home = likely(place, place.homes, misplaced);
    return { place, home, value: begun(home.kind, misplaced.value) ?? GAP };
  });
}

/**
 * A mapping for the user to complete or change: a type with a placeholder for
 * each missing required field, such as `{ type: cosine, rate: ... }`, or the
 * default fields, such as `{ metric: validationLoss, patience: 5 }`.
 */
function begun(kind: Kind, value: unknown): object | undefined {
  if (
    kind.kind === "mapping" && typeof value === "string" &&
    Object.hasOwn(kind.fields, value)
  ) {
    return { [value]: GAP };
  }
  if (kind.kind === "mapping" && !isMapping(value)) {
    const defaults = Object.entries(kind.fields).flatMap(([name, field]) =>
      field.presence === "default" ? [[name, field.value]] : []
    );
    return defaults.length > 0 ? Object.fromEntries(defaults) : undefined;
  }
  if (kind.kind === "either") {
    return (kind.of as Kind[]).map((one) => begun(one, value))
      .find((one) => one);
  }
  if (kind.kind !== "variants") return undefined;
  const { type, ...rest } = isMapping(value) ? value : { type: value };
  if (typeof type !== "string") return undefined;
  const fields = Object.entries(kind.variants[type] ?? {});
  if (fields.length === 0) return undefined;
  const gaps = fields.flatMap(([name, { presence }]) =>
    presence === "required" && name !== "type" ? [[name, GAP]] : []
  );
  return { type, ...Object.fromEntries(gaps), ...rest };
}

/** The given field of the schema, if the field accepts the value. */
function fitting(place: Place, misplaced: Misplaced): Choice[] {
  const valueFor = ({ kind }: Home) => translated(kind, misplaced.value);
  const homes = place.homes.filter((home) =>
    accepts(home.kind, valueFor(home))
  );
  if (homes.length === 0) return [];
  const home = likely(place, homes, misplaced);
  return [{ place, home, value: valueFor(home) }];
}

/** The fields of a mapping that accept a value. For example, `validation.fraction` accepts the value of `validation: 0.2`. */
function partsThatFit({ path, homes }: Place, misplaced: Misplaced): Choice[] {
  return homes.flatMap(({ kind }) => {
    if (kind.kind === "list") {
      return partsThatFit(fieldAt(path + ITEM)!, misplaced);
    }
    const all = Object.keys(plainFields(kind) ?? {})
      .flatMap((name) => fitting(fieldAt(`${path}.${name}`)!, misplaced));
    const types = all.filter(({ place }) => place.keys.at(-1) === "type");
    return types.length > 0 ? types : all; // a word such as flatten, which may be a type, is read as a type
  });
}

/**
 * The requirements of a field as text: the types that have the field, such as
 * `type adam`, or other required fields, such as `csv and label`.
 */
function companions({ place, home: { type, fields } }: Choice): string {
  if (type !== undefined) {
    return `type ${
      alternatives(place.homes.flatMap(({ type }) => type ?? []))
    }`;
  }
  const name = place.keys.at(-1);
  const others = Object.keys(fields).filter((other) =>
    other !== name && fields[other].presence === "required"
  );
  return others.join(" and ");
}

/** The message for a field that needs other fields, or that excludes other fields. */
function beside(choice: Choice, { name, fields }: Stray): string {
  const others = companions(choice);
  if (others !== "") return `${name} needs ${others}`;
  const known = Object.keys(fields)
    .filter((key) => fields[key].presence === "required");
  return `${name} is not allowed together with ${known.join(" and ")}`;
}

/**
 * What the field requires, such as ` with csv and label`, if the mapping in the
 * spec does not allow the field; otherwise empty.
 */
function note(choice: Choice, misplaced: Misplaced): string {
  const { place, home } = choice;
  const around = aroundOf(place, misplaced);
  const type = typeOf(around);
  const mappings = kindsAt(place.keys.slice(0, -1))
    .filter(({ kind }) => kind === "mapping");
  const isOther = home.type !== undefined
    ? typeof type === "string" && place.homes.every((h) => h.type !== type)
    : mappings.length > 1 && isMapping(around) &&
      Object.keys(home.fields).every((key) => !Object.hasOwn(around, key));
  return isOther ? ` with ${companions(choice)}` : "";
}

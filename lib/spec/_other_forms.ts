/**
 * Hints for parts of a spec that are written in the form of another library.
 *
 * @module
 */

import { layerTypes } from "../layer/mod.ts";
import { alternatives, inline } from "./_excerpt.ts";
import { accepts } from "./_fits.ts";
import { type Fields, isMapping, type Kind } from "./_kinds.ts";
import { GAP, linesOf, type Stray } from "./_line.ts";
import { fieldAt, ITEM, pathOf } from "./_places.ts";
import type { Keys } from "./_tree.ts";
import { nearest } from "./nearest.ts";

/** The message for a layer with its type as the key, such as `Dense: { units: 30 }`. */
export function asTyped(
  { name, value, keys, whole }: Stray,
): { message: string; isRewritten: true } | undefined {
  if (keys.length !== 2 || keys[0] !== "layers") return undefined;
  const type = nearest(name, Object.keys(layerTypes));
  if (type === undefined || !isMapping(value) && value !== null) return;
  const layer = { type, ...value };
  const place = fieldAt("layers[]")!;
  const line = linesOf(
    [{ place, home: place.homes[0], value: layer }],
    { keys, value: layer, whole },
  );
  return {
    message: `unknown key: ${type} is the type of a layer; write${line}`,
    isRewritten: true,
  };
}

/** The path of the mapping that a key is in, with [] for each position in a list. */
export function plainPath({ keys }: Stray): string {
  return pathOf(keys.map((key) => typeof key === "number" ? ITEM : key));
}

/**
 * Converts a key to camel case, as in a spec: learning_rate becomes
 * learningRate.
 */
export function camelCase(key: string): string {
  return key.replaceAll(/[-_]+(\w)/g, (_, letter) => letter.toUpperCase());
}

/**
 * Converts a value of another library to the form of a spec. A list of hidden
 * layer sizes, as in scikit-learn, gets a placeholder for the last layer as an
 * additional item. A shape of rows and columns, as in Keras, gets one channel.
 */
export function inOwnForm(stray: Stray): Stray {
  const { name, value } = stray;
  if (!Array.isArray(value)) return stray;
  if (/^hidden/i.test(name)) {
    return { ...stray, value: [...value, { units: GAP }] };
  }
  return /shape$/i.test(name) && value.length === 2
    ? { ...stray, value: [...value, 1] }
    : stray;
}

/** Translates a word of another library to the word of a spec: he_normal becomes heNormal. */
export function translated(kind: Kind, value: unknown): unknown {
  if (kind.kind !== "words" || typeof value !== "string") return value;
  return nearest(value, kind.words) ?? value;
}

/**
 * The hint for a layer that has only an activation or only dropout. In a spec,
 * `activation` and `dropout` are fields of the preceding layer.
 */
export function inLayer(
  keys: Keys,
  layer: Readonly<Record<string, unknown>>,
): string {
  const [name, ...others] = Object.keys(layer);
  const isMeant = keys[0] === "layers" && Number(keys[1]) > 0 &&
    others.length === 0 && ["activation", "dropout"].includes(name);
  return isMeant
    ? `; ${name} is a field, not a layer; remove this layer, and write ${name}: ${
      inline(layer[name])
    } in the preceding layer`
    : "";
}

/**
 * The hint for a layer of another library, such as `{ type: dropout, rate: 0.5
 * }`. In a spec, dropout and activations are not layers, but fields of the
 * preceding layer.
 */
export function inLayerBefore(
  variants: Readonly<Record<string, Fields>>,
  { type, ...rest }: Readonly<Record<string, unknown>>,
): string {
  if (typeof type !== "string") return "";
  const fields: Fields = Object.assign({}, ...Object.values(variants));
  const typesWith = (name: string) =>
    Object.keys(variants).filter((type) => Object.hasOwn(variants[type], name));
  const plain = (word: string) =>
    word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const write = (name: string, value: string) =>
    `, which is a field of a layer in percept; remove this layer, and write ${name}: ${value} in the preceding ${
      alternatives(typesWith(name))
    } layer`;
  for (const [name, { of }] of Object.entries(fields)) {
    if (plain(type) === plain(name)) {
      const given = Object.values(rest).find((value) => accepts(of, value));
      return write(name, given === undefined ? "..." : inline(given));
    }
    const word = of.kind === "words" &&
      of.words.find((word) => plain(word) === plain(type));
    if (word) return write(name, word);
  }
  return "";
}

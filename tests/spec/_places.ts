/**
 * The positions of the parts of a YAML text, from the `yaml` package.
 *
 * @module
 */

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node as YamlNode,
  parseDocument,
} from "yaml";
import type { Keys } from "../../lib/spec/_tree.ts";
import { variables } from "../_needing.ts";

/** The environment variables that the `yaml` package reads. */
export const YAML = variables("LOG_STREAM", "LOG_TOKENS");

/** The positions of each key and of its value, from the `yaml` package. */
export function places(
  text: string,
): [keys: Keys, key: number, value: number][] {
  const document = parseDocument(text, { uniqueKeys: false });
  const found: [Keys, number, number][] = [];
  const visit = (node: YamlNode | null, keys: Keys, key: number) => {
    const target = isAlias(node) ? node.resolve(document)! : node;
    const empty = isScalar(node) && node.source === "" && node.type === "PLAIN";
    if (keys.length > 0) {
      found.push([keys, key, empty || !node ? key : node.range![0]]);
    }
    if (isMap(target)) {
      const last = new Map(
        target.items.map((pair) => [String(pair.key), pair]),
      );
      for (const [name, pair] of last) {
        const { range } = pair.key as YamlNode;
        visit(pair.value as YamlNode, [...keys, name], range![0]);
      }
    } else if (isSeq(target)) {
      target.items.forEach((item, index) => {
        const at = (item as YamlNode).range![0];
        visit(item as YamlNode, [...keys, index], at);
      });
    }
  };
  visit(document.contents, [], 0);
  return found;
}

/**
 * The positions of the values in the text of a spec. `_scan.ts` builds a tree with
 * one node for each value that `@std/yaml` parses, and `locate` finds a node by its
 * path.
 *
 * @module
 */

/**
 * The path of a part of a spec, as keys and list positions, such as
 * `["layers", 1, "units"]`.
 */
export type Keys = readonly (string | number)[];

/**
 * A part of the text, from the offset `start` to the offset `end`, without the
 * character at `end`.
 */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A key of a mapping and its value. */
export interface Entry {
  readonly key: Range & { readonly name: string };
  readonly value: Node;
}

/** A node of the tree: a scalar, mapping, list, alias or missing value. */
export interface Node extends Range {
  readonly kind: "scalar" | "mapping" | "list" | "alias" | "nothing";
  end: number;
  /**
   * The entries of a mapping, by key. If a key is repeated, only its last entry
   * is stored.
   */
  entries?: Map<string, Entry>;
  /** The items of a list. */
  items?: Node[];
  /** The node that an alias refers to. */
  readonly target?: Node;
  /**
   * The number of nodes in the subtree of this node, with aliases expanded; 0
   * until the whole node is parsed.
   */
  size: number;
  /** The number of levels of nested lists and mappings in this node. */
  height: number;
}

/**
 * An error in the text itself, such as a tab or a repeated key, with its
 * position.
 */
export interface Slip extends Range {
  readonly keys: Keys;
  readonly on: "key" | "value";
  readonly message: string;
}

/** Computes the size and height of a list or mapping from the sizes and heights of its parts. */
export function measure(node: Node): void {
  const parts = node.items ??
    Array.from(node.entries!.values(), ({ value }) => value);
  node.size = 1;
  for (const { size, height } of parts) {
    node.size += size;
    node.height = Math.max(node.height, height);
  }
  node.height++;
}

/**
 * The node that an alias refers to; if the node is not an alias, the node
 * itself.
 */
function written(node: Node | undefined): Node | undefined {
  return node?.kind === "alias" ? node.target : node;
}

/**
 * Finds the position of a part of the text.
 *
 * @param tree The tree of the whole text.
 * @param keys The path of the part.
 * @param on Whether to locate the key or the value.
 * @returns The range of the part. If the part is not in the text, `found` is
 *   false, and the result is the range of the nearest enclosing part.
 */
export function locate(
  tree: Node,
  keys: Keys,
  on: "key" | "value",
): Range & { readonly found: boolean } {
  let node = tree;
  let around: Range = tree;
  for (const [depth, key] of keys.entries()) {
    const inside = written(node);
    const last = depth === keys.length - 1;
    if (typeof key === "number") {
      const item = inside?.items?.[key];
      if (item === undefined) return { ...clip(around), found: false };
      node = item;
      around = item;
    } else {
      if (last && /^(type|name)$/.test(key) && inside?.kind === "scalar") {
        return { ...clip(inside), found: true }; // mse is short for { type: mse }
      }
      const entry = inside?.entries?.get(key);
      if (entry === undefined) return { ...clip(around), found: false };
      node = entry.value;
      around = entry.key;
      if (last && (on === "key" || node.kind === "nothing")) {
        return { ...clip(entry.key), found: true };
      }
    }
  }
  return { ...clip(node), found: true };
}

function clip({ start, end }: Range): Range {
  return { start, end };
}

/** A position in the text as line and column, with the text of the line. */
export interface Place {
  /** The line number, counted from 1. */
  readonly line: number;
  /** The column, counted from 1, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** The text of the whole line. */
  readonly text: string;
}

/** Converts offsets in a text to lines and columns. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[];

  /** Splits the text into lines. */
  constructor(text: string) {
    this.#text = text;
    this.#starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
      this.#starts.push(index + end.length);
    }
  }

  /** The line and column of an offset. */
  at(offset: number): Place {
    let low = 0, high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low];
    const text = this.#text.slice(start, this.#starts[low + 1])
      .replace(/[\r\n]+$/, "");
    return { line: low + 1, column: offset - start + 1, text };
  }
}

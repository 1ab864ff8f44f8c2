/**
 * Where things stand in the text of a spec: a tree of nodes beside the values
 * that `@std/yaml` reads, and the way from keys to a place in it. `_scan.ts`
 * makes it.
 *
 * @module
 */

/** Keys and positions from the whole to a part: `["layers", 1, "units"]`. */
export type Keys = readonly (string | number)[];

/** A part of the text, from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A mapping's key and what it holds. */
export interface Entry {
  readonly key: Range & { readonly name: string };
  readonly value: Node;
}

/** A piece of the text. */
export interface Node extends Range {
  readonly kind: "scalar" | "mapping" | "list" | "alias" | "nothing";
  end: number;
  /** What a mapping holds, by name; of a key that is there twice the last. */
  entries?: Map<string, Entry>;
  /** What a list holds. */
  items?: Node[];
  /** What an alias stands for. */
  readonly target?: Node;
  /** How many nodes it is with its aliases written out; 0 while it is being read. */
  size: number;
  /** How many lists and mappings stand in one another in it. */
  height: number;
}

/** Something that the text must not hold, and where. */
export interface Slip extends Range {
  readonly keys: Keys;
  readonly on: "key" | "value";
  readonly message: string;
}

/** Counts a list or mapping whose parts are counted. */
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

/** What an alias stands for, or the node itself. */
function written(node: Node | undefined): Node | undefined {
  return node?.kind === "alias" ? node.target : node;
}

/**
 * The place of a part.
 *
 * @param tree The whole.
 * @param keys The way to the part.
 * @param on Whether its key is meant, where it has one.
 * @returns The part's place; that of the nearest thing around it if it is not
 *   in the text, with `found` false.
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
        return { ...clip(inside), found: true }; // mse stands for { type: mse }
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

/** A place in the text as a person counts, and the line around it. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** The whole line. */
  readonly text: string;
}

/** Turns offsets into lines and columns. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[];

  /** Finds the lines. */
  constructor(text: string) {
    this.#text = text;
    this.#starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
      this.#starts.push(index + end.length);
    }
  }

  /** The place of an offset. */
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

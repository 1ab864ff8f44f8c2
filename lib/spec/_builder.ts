/**
 * Builds a tree with the position of each value in a YAML text, while the text
 * is parsed. The builder stores the anchors, the path of the current node and
 * the errors. The builder also checks the limits on the size and depth of the
 * tree.
 *
 * @module
 */

import { type Keys, measure, type Node, type Slip } from "./_tree.ts";

/** The maximum depth of nested lists and mappings. */
export const DEEPEST = 64;

/** The maximum number of nodes, with aliases expanded. */
export const MOST_NODES = 600_000;

/** The maximum number of recorded errors. */
const MOST_SLIPS = 1000;

/**
 * Thrown to stop parsing, after the builder has added the error to its list
 * `slips`.
 */
export class Stop extends Error {}

/**
 * A builder of the tree that stores the position of each value in a YAML text.
 */
export class Builder {
  /** The errors in the YAML text itself, such as a tab or a repeated key. */
  readonly slips: Slip[] = [];
  /** The path of the current node. */
  readonly keys: (string | number)[] = [];
  readonly #anchors = new Map<string, Node>();
  #depth = 0;

  /**
   * Makes the tree node of a YAML alias such as `*a`. Returns undefined if the
   * text has no anchor with this name.
   */
  alias(lexeme: string, start: number): Node | undefined {
    const end = start + lexeme.length;
    const target = this.#anchors.get(lexeme.slice(1));
    if (target === undefined) return undefined;
    if (target.size === 0) {
      this.stop(
        `must not be an alias of a list or mapping that contains the alias: found ${lexeme}`,
        start,
        end,
      );
    }
    if (this.#depth + target.height > DEEPEST) this.#tooDeep(start);
    const node = this.#node("alias", start, end);
    const { size, height } = target;
    return Object.assign(node, { target, size, height });
  }

  /** Makes the tree node of a scalar or of a missing value. */
  leaf(kind: "scalar" | "nothing", start: number, end = start): Node {
    return this.#node(kind, start, end);
  }

  #node(kind: Node["kind"], start: number, end: number): Node {
    return { kind, start, end, size: 1, height: 0 };
  }

  /** Records the anchor of a node, so that aliases can refer to the node. */
  name(anchor: string | undefined, node: Node): Node {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  /** Starts a list or mapping; `close` ends the list or mapping. */
  open(
    kind: "mapping" | "list",
    at: number,
    anchor: string | undefined,
  ): Node {
    if (++this.#depth > DEEPEST) this.#tooDeep(at);
    const node = this.#node(kind, at, at);
    node.size = 0; // `close` computes the size
    if (kind === "mapping") node.entries = new Map();
    else node.items = [];
    return this.name(anchor, node);
  }

  /** Ends a list or mapping, and computes its size. */
  close(node: Node): Node {
    this.#depth--;
    measure(node);
    if (node.size > MOST_NODES) this.#tooMany(node.start);
    return node;
  }

  #tooDeep(at: number): never {
    this.stop(
      `must have at most ${DEEPEST} levels of nested lists and mappings`,
      at,
      at + 1,
    );
  }

  #tooMany(at: number): never {
    const most = `${MOST_NODES} keys and values, with aliases expanded`;
    this.stop(`must have at most ${most}`, at, at + 1);
  }

  /** Adds an error of the YAML text to the list `slips`. */
  slip(
    message: string,
    start: number,
    end: number,
    on: "key" | "value" = "value",
  ): void {
    if (this.slips.length === MOST_SLIPS) return;
    const keys: Keys = [...this.keys];
    this.slips.push({ keys, on, message, start, end });
  }

  /** Adds an error of the YAML text to the list `slips`, and stops parsing. */
  stop(message: string, start: number, end: number): never {
    this.slip(message, start, end);
    throw new Stop();
  }
}

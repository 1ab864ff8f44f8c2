/**
 * Gathers the tree of a text as it is read: nodes and anchors, the keys that
 * lead to the place under way, what must not be there, and the limits.
 *
 * @module
 */

import { type Keys, measure, type Node, type Slip } from "./_tree.ts";

/** How deep lists and mappings may stand in one another. */
export const DEEPEST = 64;

/** How many nodes there may be, aliases written out. */
export const MOST_NODES = 600_000;

/** More slips than anybody reads. */
const MOST_SLIPS = 1000;

/** The text holds what ends its reading. */
export class Stop extends Error {}

/** A tree that grows. */
export class Builder {
  /** What the text must not hold. */
  readonly slips: Slip[] = [];
  /** The way to the place under way. */
  readonly keys: (string | number)[] = [];
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;
  #depth = 0;

  /** A node that stands for another; none where the other is unknown. */
  alias(lexeme: string, start: number): Node | undefined {
    const end = start + lexeme.length;
    const target = this.#anchors.get(lexeme.slice(1));
    if (target === undefined) return undefined;
    if (target.size === 0) {
      this.stop(`must not hold itself: found ${lexeme}`, start, end);
    }
    if (this.#depth + target.height > DEEPEST) this.#tooDeep(start);
    const node = this.#node("alias", start, end);
    const { size, height } = target;
    return Object.assign(node, { target, size, height });
  }

  /** A scalar, or nothing where a value could stand. */
  leaf(kind: "scalar" | "nothing", start: number, end = start): Node {
    return this.#node(kind, start, end);
  }

  #node(kind: Node["kind"], start: number, end: number): Node {
    if (++this.#nodes > MOST_NODES) this.#tooMany(start);
    return { kind, start, end, size: 1, height: 0 };
  }

  /** Keeps a node for its aliases. */
  name(anchor: string | undefined, node: Node): Node {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  /** A list or mapping, which is to be closed. */
  open(
    kind: "mapping" | "list",
    at: number,
    anchor: string | undefined,
  ): Node {
    if (++this.#depth > DEEPEST) this.#tooDeep(at);
    const node = this.#node(kind, at, at);
    node.size = 0; // until it is closed
    if (kind === "mapping") node.entries = new Map();
    else node.items = [];
    return this.name(anchor, node);
  }

  /** Counts a list or mapping that is whole. */
  close(node: Node): Node {
    this.#depth--;
    measure(node);
    if (node.size > MOST_NODES) this.#tooMany(node.start);
    return node;
  }

  #tooDeep(at: number): never {
    this.stop(
      `must be at most ${DEEPEST} lists and mappings deep`,
      at,
      at + 1,
    );
  }

  #tooMany(at: number): never {
    const most = `${MOST_NODES} keys and values, with aliases expanded`;
    this.stop(`must be at most ${most}`, at, at + 1);
  }

  /** Notes what must not be there. */
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

  /** Notes what must not be there and ends the reading. */
  stop(message: string, start: number, end: number): never {
    this.slip(message, start, end);
    throw new Stop();
  }
}

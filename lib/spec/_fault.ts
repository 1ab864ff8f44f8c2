/**
 * What is wrong in a spec, before it is known where in the text it stands.
 *
 * @module
 */

import type { Keys } from "./_tree.ts";

/** One thing wrong. */
export interface Fault {
  readonly keys: Keys;
  /** Whether the key itself is wrong or what it holds. */
  readonly on: "key" | "value";
  readonly message: string;
  /** The key that an unknown one was taken for. */
  readonly meant?: string | undefined;
  /** The way to the other place, where two disagree. */
  readonly other?: Keys;
}

/** The most faults that are kept; the others are counted. */
const MOST_KEPT = 250;

/** What was found wrong. */
export class Found {
  readonly faults: Fault[] = [];
  /** How many there were. */
  count = 0;

  /**
   * Takes whether implied defaults are to be filled in, to be shown, and the whole
   * value, of which a message may quote other parts.
   */
  constructor(
    readonly showsImplied: boolean = false,
    readonly whole?: unknown,
  ) {}

  /** Whether one more would only be counted. */
  get isFull(): boolean {
    return this.faults.length === MOST_KEPT;
  }

  /** Whether a key elsewhere was taken for a field at the top of the spec. */
  isMeant(name: string): boolean {
    return this.faults.some(({ meant }) => meant === name);
  }

  /** Takes one more. */
  add(fault: Fault): void {
    this.count++;
    if (!this.isFull) this.faults.push(fault);
  }
}

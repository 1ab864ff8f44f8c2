/**
 * The errors of a spec: paths and messages, without positions in the text.
 *
 * @module
 */

import type { Keys } from "./_tree.ts";

/** One error of a spec. */
export interface Fault {
  readonly keys: Keys;
  /** Whether the error is in the key or in its value. */
  readonly on: "key" | "value";
  readonly message: string;
  /** For an unknown key: the key that was probably meant. */
  readonly meant?: string | undefined;
  /** The path of the other value, if two values contradict each other. */
  readonly other?: Keys;
}

/** The maximum number of stored errors; further errors are only counted. */
const MOST_KEPT = 250;

/** The errors found so far. */
export class Found {
  readonly faults: Fault[] = [];
  /** The number of errors, including errors that are not stored. */
  count = 0;

  /**
   * Creates an empty list of errors.
   *
   * @param showsImplied Whether to fill in the defaults that only `explain`
   *   shows.
   * @param whole The whole spec, which messages may quote.
   */
  constructor(
    readonly showsImplied: boolean = false,
    readonly whole?: unknown,
  ) {}

  /** Whether the list is full: it already stores as many errors as allowed. */
  get isFull(): boolean {
    return this.faults.length === MOST_KEPT;
  }

  /**
   * Whether some unknown key of the spec was probably meant as the top-level
   * field with the given name.
   */
  isMeant(name: string): boolean {
    return this.faults.some(({ meant }) => meant === name);
  }

  /** Adds an error. */
  add(fault: Fault): void {
    this.count++;
    if (!this.isFull) this.faults.push(fault);
  }
}

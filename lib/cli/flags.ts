/**
 * Parsing of command line flags. An unknown flag, a missing value and an invalid value
 * are errors. The error for an unknown flag suggests the most similar name.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../spec/mod.ts";

/** An error in the command line that the user typed. */
export class UsageError extends TypeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "UsageError";
}

/**
 * The parsed command-line arguments after the command, such as `train`.
 */
export interface Flags {
  /** The arguments that are not flags, in order. */
  readonly operands: readonly string[];
  /** Whether the command line has the flag `name`, which takes no value. */
  has(name: string): boolean;
  /** The value of a flag. */
  text(name: string): string | undefined;
  /** The values of a flag that may be repeated. */
  texts(name: string): readonly string[];
  /** The values of a flag that takes URLs and may be repeated. */
  addresses(name: string): readonly string[] | undefined;
  /**
   * The value of a flag, converted to a number of bytes; the user may type a
   * size such as `4GiB`.
   */
  bytes(name: string): number | undefined;
  /** The value of a flag as an integer; the value must be at least `least`. */
  whole(name: string, least: number): number | undefined;
}

/**
 * Parses the flags of a command.
 *
 * @param args The arguments after the command.
 * @param known.text The names of flags with a value.
 * @param known.plain The names of flags without a value.
 * @param known.operands The largest number of arguments that are not flags.
 * @throws {UsageError} If a flag is unknown, a value is missing or not allowed,
 *   or there are too many arguments.
 */
export function readFlags(
  args: readonly string[],
  known: {
    readonly text: readonly string[];
    readonly plain: readonly string[];
    readonly operands: number;
  },
): Flags {
  const names = [...known.text, ...known.plain];
  for (const [a, arg] of args.entries()) {
    if (arg === "--") break; // the remaining arguments are operands
    const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(arg) ?? [];
    if (name === undefined || !known.plain.includes(name)) continue;
    if (value === undefined && !/^(true|false)$/.test(args[a + 1])) continue;
    throw new UsageError(
      `--${name} must have no value: found ${value?.slice(1) ?? args[a + 1]}`,
    );
  }
  const parsed: Record<string, unknown> & { _: (string | number)[] } =
    parseArgs(
      [...args],
      {
        string: [...known.text, "_"],
        boolean: [...known.plain],
        collect: [...known.text],
        unknown: (arg: string) => {
          if (arg.startsWith("-") && arg !== "-") throw unknownFlag(arg, names);
          return true;
        },
      },
    );
  const texts = (name: string): string[] => {
    const values = parsed[name] as string[] | undefined ?? [];
    if (!values.includes("")) return values;
    throw new UsageError(`--${name} must have a value: found no value`);
  };
  known.text.forEach(texts);
  const operands = parsed._.map(String);
  if (operands.length > known.operands) {
    throw new UsageError(
      `at most ${known.operands} argument${
        known.operands === 1 ? " is" : "s are"
      } allowed, not counting flags: found also ${
        operands.slice(known.operands).join(" ")
      }`,
    );
  }
  const text = (name: string): string | undefined => {
    const values = texts(name);
    if (values.length === 0) return undefined;
    if (values.length > 1) {
      throw new UsageError(
        `--${name} must not be repeated: found ${values.length} values`,
      );
    }
    return values[0];
  };
  return {
    operands,
    text,
    texts,
    has: (name) => parsed[name] === true,
    addresses(name) {
      const values = texts(name);
      const wrong = values.find((value) =>
        !/^https?:$/.test(URL.parse(value)?.protocol ?? "")
      );
      if (wrong !== undefined) {
        throw new UsageError(
          `--${name} must be a URL that begins with https:// or http://: found ${
            JSON.stringify(wrong)
          }`,
        );
      }
      for (const value of values) {
        const { username, password, search, hash, host } = new URL(value);
        if (username || password || search || hash) {
          throw new UsageError( // the message must not repeat a secret
            `--${name} must be a URL without user, password, ? or #: found one of these in the URL of ${host}`,
          );
        }
      }
      return values.length > 0 ? values : undefined;
    },
    bytes(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = /^(\d{1,12})(?:([KMGT])i?B?)?$/i.exec(value);
      if (found) {
        const unit = "KMGT".indexOf(found[2]?.toUpperCase() ?? "?") + 1;
        return [1, 2 ** 10, 2 ** 20, 2 ** 30, 2 ** 40][unit] * Number(found[1]);
      }
      throw new UsageError(
        `--${name} must be a size such as 512MiB or 4GiB: found ${
          JSON.stringify(value)
        }`,
      );
    },
    whole(name, least) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d+$/.test(value) ? Number(value) : NaN;
      if (Number.isSafeInteger(number) && number >= least) return number;
      throw new UsageError(
        `--${name} must be a whole number of at least ${least}: found ${
          JSON.stringify(value)
        }`,
      );
    },
  };
}

function unknownFlag(arg: string, names: readonly string[]): UsageError {
  const name = arg.replace(/^--?/, "").replace(/=.*$/s, "");
  const near = nearest(name, names);
  return new UsageError(
    near
      ? `unknown flag ${arg}, did you mean --${near}?`
      : `unknown flag ${arg}, must be one of ${
        names.map((n) => `--${n}`).join(", ")
      }`,
  );
}

/**
 * The error for an argument that is not one of the allowed words. The error
 * message suggests a similar word.
 */
export function unknownWord(
  what: string,
  found: string | undefined,
  known: readonly string[],
): UsageError {
  const near = found && nearest(found, known);
  const meant = near ? `, did you mean ${near}?` : "";
  return new UsageError(
    `${what} ${known.join(", ")}: found ${found ?? "none"}${meant}`,
  );
}

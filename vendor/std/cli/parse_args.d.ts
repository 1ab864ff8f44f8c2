/**
 * What this project uses of `@std/cli/parse-args`. The same calls are accepted
 * as by JSR's declarations, and no result is more exact than there; dotted
 * names are `unknown` here.
 *
 * @module
 */

type Names = string | undefined;
type Undotted<TNames> = Exclude<
  Extract<TNames, string>,
  `${string}.${string}`
>;

/** The values of the flags in `TNames`; those that are collected are there always. */
type Flags<TNames, TValue, TCollected, TNegated> =
  & {
    [Name in Exclude<Undotted<TNames>, TCollected>]?:
      | TValue
      | (Name extends TNegated ? false : never);
  }
  & {
    [Name in Extract<Undotted<TNames>, TCollected>]:
      | TValue[]
      | (Name extends TNegated ? false : never);
  };

type Spread<TFlags, TDefaults> = TDefaults extends undefined ? TFlags
  :
    & Omit<TFlags, keyof TDefaults>
    & {
      [Name in keyof TDefaults]: Name extends keyof TFlags
        ? TDefaults[Name] | NonNullable<TFlags[Name]>
        : unknown;
    };

type WithAliases<TFlags, TAliases> = {
  [Name in keyof TFlags as Name | AliasOf<Name, TAliases>]: TFlags[Name];
};

type AliasOf<TName, TAliases> = TName extends keyof TAliases
  ? TAliases[TName] extends string ? TAliases[TName]
  : TAliases[TName] extends string[] ? TAliases[TName][number]
  : never
  : never;

type Values<TBooleans, TStrings, TCollected, TNegated, TDefaults, TAliases> =
  [TBooleans, TStrings, TCollected] extends [
    false | undefined,
    undefined,
    undefined,
  ] // deno-lint-ignore no-explicit-any
    ? Record<string, any>
    :
      & Record<string, unknown>
      & WithAliases<
        Spread<
          & Flags<TStrings, string, TCollected, TNegated>
          & Required<Flags<TBooleans, boolean, TCollected, TNegated>>
          & Flags<
            Exclude<TCollected, TStrings | TBooleans>,
            unknown,
            TCollected,
            TNegated
          >,
          TDefaults
        >,
        TAliases
      >;

/** Other names of a flag, by its name. */
type Aliases<TAlias extends string = string> = {
  readonly [Name in string]?: TAlias | readonly TAlias[];
};

/** The value returned from {@linkcode parseArgs}. */
export type Args<
  // deno-lint-ignore no-explicit-any
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> =
  & TArgs
  & { _: Array<string | number> }
  & (boolean extends TDoubleDash ? { "--"?: string[] }
    : true extends TDoubleDash ? { "--": string[] }
    : unknown);

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends boolean | Names = boolean | Names,
  TStrings extends Names = Names,
  TCollectable extends Names = Names,
  TNegatable extends Names = Names,
  TDefault extends Record<string, unknown> | undefined =
    | Record<string, unknown>
    | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what follows `--` is kept apart. */
  "--"?: TDoubleDash;
  /** Other names, by name. */
  alias?: TAliases;
  /** Flags without a value; `true` for all that have two dashes and no `=`. */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /** The values of flags that are not given. */
  default?: TDefault;
  /** Whether all is left alone from the first argument that is no flag. */
  stopEarly?: boolean;
  /** Flags whose values stay text. */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /** Flags that may be given several times. */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /** Flags that also have a `--no-` form. */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /** Is asked about each argument not declared here; `false` drops it. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Reads command line arguments into an object with a key for each flag. */
export function parseArgs<
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends boolean | Names = undefined,
  TStrings extends Names = undefined,
  TCollectable extends Names = undefined,
  TNegatable extends Names = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasNames> | undefined = undefined,
  TAliasNames extends string = string,
>(
  args: string[],
  options?: ParseOptions<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  >,
): Args<
  Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash
>;

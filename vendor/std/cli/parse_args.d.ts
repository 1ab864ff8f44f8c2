/**
 * What this project uses of `@std/cli/parse-args`, declared as JSR declares it.
 *
 * @module
 */

type Names = string | undefined;

/** The values that flags of these names get; a collected one is always there. */
type Flags<TNames, TValue, TCollected, TNegated> =
  & {
    [Name in Extract<Exclude<TNames, TCollected>, string>]?:
      | TValue
      | (Name extends TNegated ? false : never);
  }
  & {
    [Name in Extract<Extract<TNames, TCollected>, string>]:
      | TValue[]
      | (Name extends TNegated ? false : never);
  };

type Defaulted<TFlags, TDefaults> = TDefaults extends undefined ? TFlags
  :
    & Omit<TFlags, keyof TDefaults>
    & {
      [Name in keyof TDefaults]:
        | TDefaults[Name]
        | (Name extends keyof TFlags ? NonNullable<TFlags[Name]> : unknown);
    };

type Flat<T> = { [Key in keyof T]: T[Key] };

/** What `parseArgs` returns. */
export type Args<
  // deno-lint-ignore no-explicit-any
  TArgs extends object = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> =
  & TArgs
  & { _: Array<string | number> }
  & (boolean extends TDoubleDash ? { "--"?: string[] }
    : true extends TDoubleDash ? { "--": string[] }
    : unknown);

export interface ParseOptions<
  TBooleans extends boolean | Names = boolean | Names,
  TStrings extends Names = Names,
  TCollectable extends Names = Names,
  TNegatable extends Names = Names,
  TDefault extends Record<string, unknown> | undefined =
    | Record<string, unknown>
    | undefined,
  TAliases extends
    | Record<string, string | readonly string[]>
    | undefined =
      | Record<string, string | readonly string[]>
      | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  "--"?: TDoubleDash;
  alias?: TAliases;
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  default?: TDefault;
  stopEarly?: boolean;
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

export function parseArgs<
  TBooleans extends boolean | Names = undefined,
  TStrings extends Names = undefined,
  TCollectable extends Names = undefined,
  TNegatable extends Names = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TDoubleDash extends boolean | undefined = undefined,
  TAliases extends
    | Record<string, string | readonly string[]>
    | undefined = undefined,
>(
  args: readonly string[],
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
  & Record<string, unknown>
  & Flat<
    Defaulted<
      & Flags<TStrings, string, TCollectable, TNegatable>
      & Required<Flags<TBooleans, boolean, TCollectable, TNegatable>>,
      TDefaults
    >
  >,
  TDoubleDash
>;

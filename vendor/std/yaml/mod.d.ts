/**
 * What this project uses of `@std/yaml`, declared as JSR declares it.
 *
 * @module
 */

/** Which types plain scalars may become. */
export type SchemaType =
  | "failsafe"
  | "json"
  | "core"
  | "default"
  | "extended";

export interface ParseOptions {
  schema?: SchemaType;
  allowDuplicateKeys?: boolean;
  onWarning?(error: Error): void;
}

export function parse(content: string, options?: ParseOptions): unknown;

export function parseAll(content: string, options?: ParseOptions): unknown;

export type StyleVariant =
  | "lowercase"
  | "uppercase"
  | "camelcase"
  | "decimal"
  | "binary"
  | "octal"
  | "hexadecimal";

export type StringifyOptions = {
  indent?: number;
  arrayIndent?: boolean;
  skipInvalid?: boolean;
  flowLevel?: number;
  styles?: Record<string, StyleVariant>;
  schema?: SchemaType;
  sortKeys?: boolean | ((a: string, b: string) => number);
  lineWidth?: number;
  useAnchors?: boolean;
  compatMode?: boolean;
  condenseFlow?: boolean;
};

export function stringify(data: unknown, options?: StringifyOptions): string;

/** A place in a text: lines and columns from 1, the offset from 0. */
export interface YamlPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What `parse` throws at a text that is not YAML. */
export class YamlSyntaxError extends SyntaxError {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly snippet?: string;
  constructor(message: string, position: YamlPosition, snippet?: string);
}

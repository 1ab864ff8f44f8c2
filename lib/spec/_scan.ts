/**
 * Parses YAML or JSON to a tree of positions; `@std/yaml` parses the values.
 * The parser also records the parts that a spec must not contain: tags, tabs as
 * indentation, cycles and repeated keys. For rare forms of YAML, the parser
 * makes no tree, and errors have no positions.
 *
 * @module
 */

import { type Key, Lexer, Lost } from "./_lexer.ts";
import { isOddNumber, oddNumber } from "./_odd_number.ts";
import { Builder, Stop } from "./_builder.ts";
import type { Node, Slip } from "./_tree.ts";

/** The result of scanning a text. */
export interface Scan {
  /** The tree of positions; absent for rare forms of YAML. */
  readonly tree?: Node | undefined;
  /** The errors in the text itself, such as a tab or a repeated key. */
  readonly slips: readonly Slip[];
  /**
   * Whether the errors are so serious that the values of the text are not used.
   * If true, only the errors in the text itself are reported.
   */
  readonly fatal: boolean;
}

/**
 * Scans a text for the positions of its parts.
 *
 * @param text YAML or JSON, without a byte order mark.
 */
export function scan(text: string): Scan {
  const builder = new Builder();
  const { slips } = builder;
  const scanner = new Scanner(text, builder);
  try {
    const tree = scanner.document();
    return { tree, slips, fatal: scanner.fatal };
  } catch (error) {
    if (!(error instanceof Lost || error instanceof Stop)) throw error;
    return { slips, fatal: scanner.fatal || error instanceof Stop };
  }
}

class Scanner {
  /** Whether the text contains a tag. */
  fatal = false;
  readonly #lexer: Lexer;
  readonly #tree: Builder;

  constructor(text: string, tree: Builder) {
    this.#tree = tree;
    this.#lexer = new Lexer(text, (...slip) => tree.stop(...slip));
  }

  document(): Node {
    const lexer = this.#lexer;
    lexer.skip();
    const version = /^%YAML[ \t]+1\.2[ \t]*(?:#.*)?\r?\n(?=---\s)/.exec(
      lexer.text.slice(lexer.at, lexer.at + 64),
    );
    if (version) {
      lexer.at += version[0].length; // `@std/yaml` parses YAML 1.2 with or without the directive
    } else if (lexer.char === "%") {
      this.#tree.stop(
        "must not start with a YAML directive, which is a line that starts with %: found %; remove this line",
        lexer.at,
        lexer.at + 1,
      );
    }
    if (lexer.isMarker("---")) {
      lexer.at += 3;
      lexer.skip();
    }
    const root = lexer.isEnd || lexer.isMarker()
      ? this.#tree.leaf("nothing", lexer.at)
      : this.#block(-1, true);
    lexer.skip();
    if (lexer.isMarker("...")) {
      lexer.at += 3;
      lexer.skip();
    }
    if (lexer.isMarker("---")) {
      this.#tree.stop(
        "must be a single YAML document: found ---, which starts a second document; remove the line ---",
        lexer.at,
        lexer.at + 3,
      );
    }
    if (!lexer.isEnd) throw new Lost();
    return root;
  }

  /**
   * Parses a node in block style, indented further than the column `parent`.
   *
   * @param fresh Whether a list or mapping may start on the current line.
   */
  #block(parent: number, fresh: boolean): Node {
    const lexer = this.#lexer;
    const { at: start, lineStart } = lexer;
    const anchor = this.#properties(false);
    const moved = lexer.lineStart !== lineStart;
    if (moved && (lexer.isEnd || lexer.column < parent)) throw new Lost();
    if (moved && lexer.column === parent && !lexer.isDash) {
      return this.#tree.name(anchor, this.#tree.leaf("nothing", start)); // `key: &a` without a value
    }
    const mayBegin = fresh || moved;
    if (lexer.isDash) {
      if (!mayBegin) throw new Lost();
      return this.#blockList(anchor);
    }
    if (lexer.isKey) {
      if (!mayBegin || anchor !== undefined && !moved) throw new Lost();
      return this.#blockMapping(anchor);
    }
    if (moved && lexer.column === parent) throw new Lost();
    return this.#leaf(anchor, parent, false);
  }

  #blockMapping(anchor: string | undefined): Node {
    const lexer = this.#lexer;
    const column = lexer.column;
    const node = this.#tree.open("mapping", lexer.at, anchor);
    while (!lexer.isEnd && lexer.column === column && !lexer.isMarker()) {
      const entry = this.#key(false);
      if (!lexer.isColon) throw new Lost();
      lexer.at++;
      this.#enter(node, entry, () => {
        const { lineStart } = lexer;
        lexer.skip();
        const sameLine = lexer.lineStart === lineStart;
        if (lexer.isEnd) return this.#tree.leaf("nothing", entry.start);
        if (sameLine) return this.#block(column, false);
        const deeper = lexer.column > column ||
          lexer.column === column && lexer.isDash;
        return deeper && !lexer.isMarker()
          ? this.#block(lexer.isDash ? column - 1 : column, true)
          : this.#tree.leaf("nothing", entry.start);
      });
      lexer.skip();
    }
    if (!lexer.isEnd && lexer.column > column) throw new Lost();
    return this.#tree.close(node);
  }

  #blockList(anchor: string | undefined): Node {
    const lexer = this.#lexer;
    const column = lexer.column;
    const node = this.#tree.open("list", lexer.at, anchor);
    while (!lexer.isEnd && lexer.column === column && lexer.isDash) {
      const { at: dash, lineStart } = lexer;
      lexer.at++;
      this.#tree.keys.push(node.items!.length);
      lexer.skip();
      const empty = lexer.isEnd || lexer.isMarker() ||
        lexer.lineStart !== lineStart && lexer.column <= column;
      const item = empty
        ? this.#tree.leaf("nothing", dash)
        : this.#block(column, true);
      this.#tree.keys.pop();
      node.items!.push(item);
      node.end = item.end;
      lexer.skip();
    }
    if (!lexer.isEnd && lexer.column > column) throw new Lost();
    return this.#tree.close(node);
  }

  /** Parses a list or mapping in flow style, with all its contents. */
  #flow(anchor: string | undefined): Node {
    const lexer = this.#lexer;
    const [kind, last] = lexer.char === "{"
      ? ["mapping", "}"] as const
      : ["list", "]"] as const;
    const node = this.#tree.open(kind, lexer.at, anchor);
    lexer.at++;
    for (lexer.skip(true); lexer.char !== last; lexer.skip(true)) {
      if (kind === "mapping") {
        const entry = this.#key(true);
        lexer.skip(true);
        this.#enter(node, entry, () => {
          if (lexer.char !== ":") {
            return this.#tree.leaf("nothing", entry.start);
          }
          lexer.at++;
          return this.#flowItem();
        });
      } else {
        this.#tree.keys.push(node.items!.length);
        node.items!.push(this.#flowItem());
        this.#tree.keys.pop();
      }
      lexer.skip(true);
      if (lexer.char === ",") lexer.at++;
      else if (lexer.char !== last) throw new Lost();
    }
    lexer.at++;
    node.end = lexer.at;
    return this.#tree.close(node);
  }

  #flowItem(): Node {
    const lexer = this.#lexer;
    lexer.skip(true);
    const anchor = this.#properties(true);
    if (lexer.isEnd) throw new Lost();
    if (/[,\]}]/.test(lexer.char)) {
      return this.#tree.name(anchor, this.#tree.leaf("nothing", lexer.at));
    }
    return this.#leaf(anchor, -1, true);
  }

  /** Parses a scalar, an alias, or a list or mapping in brackets or braces. */
  #leaf(anchor: string | undefined, parent: number, inFlow: boolean): Node {
    const lexer = this.#lexer;
    const start = lexer.at;
    const { char } = lexer;
    if (char === "[" || char === "{") return this.#flow(anchor);
    if (char === "*") {
      if (anchor !== undefined) throw new Lost();
      return this.#alias();
    }
    if (char === '"' || char === "'") {
      lexer.quoted();
    } else if (!inFlow && (char === "|" || char === ">")) {
      const end = lexer.blockText(parent);
      return this.#tree.name(anchor, this.#tree.leaf("scalar", start, end));
    } else {
      const end = lexer.plain(parent, inFlow);
      const text = lexer.text.slice(start, end);
      if (isOddNumber(text)) this.#tree.slip(oddNumber(text), start, end);
      return this.#tree.name(anchor, this.#tree.leaf("scalar", start, end));
    }
    return this.#tree.name(anchor, this.#tree.leaf("scalar", start, lexer.at));
  }

  #alias(): Node {
    const { at, lexeme } = this.#lexer.word();
    const node = this.#tree.alias(lexeme, at);
    if (node === undefined) throw new Lost();
    return node;
  }

  /** Parses an anchor, and refuses tags. */
  #properties(inFlow: boolean): string | undefined {
    const lexer = this.#lexer;
    let anchor: string | undefined;
    while (lexer.char === "&" || lexer.char === "!") {
      const { at, lexeme } = lexer.word();
      if (lexeme[0] === "&") anchor = lexeme.slice(1);
      else {
        this.#tree.slip(
          `must not have a YAML tag: found ${lexeme}; remove the tag, or write text that starts with ! in quotes`,
          at,
          lexer.at,
        );
        this.fatal = true;
      }
      lexer.skip(inFlow);
    }
    return anchor;
  }

  #key(inFlow: boolean): Key {
    const lexer = this.#lexer;
    const key = lexer.key(inFlow);
    if (!inFlow) lexer.skipBlanks();
    return key;
  }

  #enter(
    node: Node,
    key: Key,
    read: () => Node,
  ): void {
    this.#tree.keys.push(key.name);
    if (node.entries!.has(key.name)) {
      this.#tree.slip(
        "must not be repeated: found the key a second time",
        key.start,
        key.end,
        "key",
      );
    }
    const value = read();
    this.#tree.keys.pop();
    node.entries!.set(key.name, { key, value });
    node.end = Math.max(key.end, value.end);
  }
}

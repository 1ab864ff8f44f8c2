/**
 * The lexer of YAML: finds where scalars, keys and comments start and end. The
 * parser in `_scan.ts` builds a tree from the positions that this lexer finds.
 *
 * @module
 */

/** The error for a form of YAML that this lexer does not support. */
export class Lost extends Error {}

/** A key without its quotes, and the position of the key. */
export interface Key {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const isBlank = (char: string) => char === " " || char === "\t";
const isBreak = (char: string) => char === "\n" || char === "\r";
const isSpace = (char: string) => char === "" || isBlank(char) || isBreak(char);
const isFlowMark = (char: string) => char !== "" && ",[]{}".includes(char);

/**
 * A lexer: a position in a text, and methods that move the position forward.
 */
export class Lexer {
  /** The whole text. */
  readonly text: string;
  /** The offset of the current character. */
  at = 0;
  /** The offset of the start of the current line. */
  lineStart = 0;
  readonly #refuse: (message: string, start: number, end: number) => void;

  /**
   * Starts at the first character; `refuse` is called for each tab that is used
   * as indentation.
   */
  constructor(
    text: string,
    refuse: (message: string, start: number, end: number) => void,
  ) {
    this.text = text;
    this.#refuse = refuse;
  }

  /** The current character; empty at the end of the text. */
  get char(): string {
    return this.text.charAt(this.at);
  }

  /** Whether the end of the text is reached. */
  get isEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The column of the current character, counted from 0. */
  get column(): number {
    return this.at - this.lineStart;
  }

  /** Whether an item of a list starts at the current character. */
  get isDash(): boolean {
    return this.char === "-" && isSpace(this.text.charAt(this.at + 1));
  }

  /** Whether a key ends at the current character. */
  get isColon(): boolean {
    return this.char === ":" && isSpace(this.text.charAt(this.at + 1));
  }

  /** Whether a document marker, `---` or `...`, starts at the current character. */
  isMarker(marker?: "---" | "..."): boolean {
    if (this.column !== 0) return false;
    const found = this.text.slice(this.at, this.at + 3);
    return isSpace(this.text.charAt(this.at + 3)) &&
      (marker ? found === marker : found === "---" || found === "...");
  }

  /** Skips spaces and tabs. */
  skipBlanks(): void {
    while (isBlank(this.char)) this.at++;
  }

  /**
   * Skips white space, line ends and comments.
   *
   * @returns Whether a comment was skipped.
   */
  skip(inFlow = false): boolean {
    let comment = false;
    for (;;) {
      this.skipBlanks();
      if (isBreak(this.char)) this.#newLine();
      else if (this.char === "#" && this.#afterSpace()) {
        comment = true;
        this.#toBreak();
      } else break;
    }
    if (!inFlow && !this.isEnd) this.#mustHaveNoTab();
    return comment;
  }

  /** Reads a word without spaces: an anchor, an alias or a tag. */
  word(): { at: number; lexeme: string } {
    const { at } = this;
    while (!isSpace(this.char) && !isFlowMark(this.char)) this.at++;
    return { at, lexeme: this.text.slice(at, this.at) };
  }

  /** Whether a key in block style starts at the current character and ends on this line. */
  get isKey(): boolean {
    const { at, char } = this;
    try {
      if (char === '"' || char === "'") {
        const { lineStart } = this;
        this.quoted();
        const same = this.lineStart === lineStart;
        this.lineStart = lineStart;
        this.skipBlanks();
        return same && this.isColon;
      }
      if (char === "?" && isSpace(this.text.charAt(at + 1))) throw new Lost();
      if ("[{|>".includes(char)) return false;
      this.at = this.#piece(false).stop;
      return this.isColon;
    } finally {
      this.at = at;
    }
  }

  /** Reads a key. */
  key(inFlow: boolean): Key {
    const { at: start, char } = this;
    if (char === '"' || char === "'") {
      this.quoted();
      return { name: this.#unquote(start), start, end: this.at };
    }
    this.#mustStartPlain(inFlow);
    const { end } = this.#piece(inFlow);
    if (end === start) throw new Lost();
    this.at = end;
    return { name: this.text.slice(start, end), start, end };
  }

  /** Skips a scalar in quotes. */
  quoted(): void {
    const quote = this.char;
    this.at++;
    for (; this.char !== quote || this.#doubled(quote); this.at++) {
      if (this.isEnd) throw new Lost();
      if (this.char === "\\" && quote === '"') this.at++;
      else if (this.char === "'" && quote === "'") this.at++;
      if (isBreak(this.char)) {
        this.#newLine();
        this.at--; // the loop adds 1
      }
    }
    this.at++;
  }

  /**
   * Skips a scalar without quotes, which may have several lines.
   *
   * @param parent The column of the scalar's parent. In block style, a line
   * that is not blank and not indented further than `parent` ends the scalar.
   * @returns The offset of the end of the skipped text.
   */
  plain(parent: number, inFlow: boolean): number {
    this.#mustStartPlain(inFlow);
    for (;;) {
      const { end, stop } = this.#piece(inFlow);
      if (end === this.at) throw new Lost();
      this.at = stop;
      if (!inFlow && this.isColon) throw new Lost();
      if (!this.isEnd && !isBreak(this.char)) return end;
      const comment = this.skip(inFlow);
      if (this.isEnd || comment || this.isMarker()) return end;
      if (
        inFlow
          ? isFlowMark(this.char) || this.char === ":"
          : this.column <= parent
      ) {
        return end;
      }
    }
  }

  /**
   * Skips the block of text after | or >, line by line.
   *
   * @param parent The column of the block's parent. A line that is not blank
   * and not indented further than `parent` ends the text.
   * @returns The offset of the end of the skipped text.
   */
  blockText(parent: number): number {
    this.at++;
    while (/[-+0-9]/.test(this.char)) this.at++;
    this.skipBlanks();
    if (this.char === "#") this.#toBreak();
    let end = this.at;
    if (!this.isEnd && !isBreak(this.char)) throw new Lost();
    while (!this.isEnd) {
      this.#newLine();
      while (this.char === " ") this.at++;
      const blank = this.isEnd || isBreak(this.char);
      if (!blank && (this.column <= parent || this.isMarker())) {
        this.at = this.lineStart;
        return end;
      }
      this.#toBreak();
      if (!blank) end = this.at;
    }
    return end;
  }

  /**
   * The offset of the end of an unquoted scalar on this line, and the offset of
   * the next character that is not a space.
   */
  #piece(inFlow: boolean): { end: number; stop: number } {
    const { text } = this;
    let end = this.at;
    let stop = this.at;
    for (; stop < text.length; stop++) {
      const char = text[stop];
      if (isBreak(char)) break;
      const next = text.charAt(stop + 1);
      if (char === ":" && (isSpace(next) || inFlow && isFlowMark(next))) break;
      if (char === "#" && stop > 0 && isBlank(text[stop - 1])) break;
      if (inFlow && isFlowMark(char)) break;
      if (!isBlank(char)) end = stop + 1;
    }
    return { end, stop };
  }

  #mustStartPlain(inFlow: boolean): void {
    const next = this.text.charAt(this.at + 1);
    const bare = isSpace(next) || inFlow && isFlowMark(next);
    const { char } = this;
    if (char === "" || ",[]{}#&*!|>'\"%@`".includes(char)) throw new Lost();
    if ("-?:".includes(char) && bare) throw new Lost();
  }

  /** The value of the quoted text from `start` to the current position. */
  #unquote(start: number): string {
    const lexeme = this.text.slice(start, this.at);
    if (lexeme[0] === "'") return lexeme.slice(1, -1).replaceAll("''", "'");
    try {
      return JSON.parse(lexeme);
    } catch {
      throw new Lost(); // JSON does not have this escape
    }
  }

  #doubled(quote: string): boolean {
    return quote === "'" && this.text.charAt(this.at + 1) === "'";
  }

  #afterSpace(): boolean {
    return this.at === 0 || isSpace(this.text[this.at - 1]);
  }

  #toBreak(): void {
    while (!this.isEnd && !isBreak(this.char)) this.at++;
  }

  #newLine(): void {
    this.at += this.text.startsWith("\r\n", this.at) ? 2 : 1;
    this.lineStart = this.at;
  }

  /** Refuses a tab in the indentation, where YAML allows only spaces. */
  #mustHaveNoTab(): void {
    const indent = this.text.slice(this.lineStart, this.at);
    const tab = indent.indexOf("\t");
    if (tab < 0 || indent.trim() !== "") return;
    const start = this.lineStart + tab;
    this.#refuse("must be indented with spaces: found a tab", start, start + 1);
  }
}

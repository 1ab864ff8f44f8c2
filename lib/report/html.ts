/**
 * HTML and SVG templates that escape text. Every value in a template is
 * escaped, except values of the class `Html`.
 *
 * @module
 */

/** A piece of HTML. */
export class Html {
  /** Creates HTML from markup; the constructor does not escape the markup. */
  constructor(
    /** The markup. */
    readonly source: string,
  ) {}
}

/** A value in a template: text, a number, HTML, a list of values, or `undefined`, which is omitted. */
export type Part = string | number | Html | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Control characters, marks that change the direction of writing, and code points that are not characters. */
const FORBIDDEN =
  /[^\t\n -~\xA0-\uFFFD\u{10000}-\u{10FFFF}]|\p{Bidi_Control}/gu;

/** HTML from a template. */
export function markup(
  strings: TemplateStringsArray,
  ...parts: readonly Part[]
): Html {
  return new Html(
    strings.map((text, n) => n === 0 ? text : markupOf(parts[n - 1]) + text)
      .join(""),
  );
}

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map(markupOf).join("");
  return String(part).toWellFormed().replace(FORBIDDEN, "\uFFFD")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
}

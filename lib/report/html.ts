/**
 * HTML and SVG that cannot be broken by what stands in it: what is put into the
 * template is text, and escaped, unless it is HTML already.
 *
 * @module
 */

/** A piece of HTML. */
export class Html {
  /** Takes text that is HTML. */
  constructor(
    /** The markup. */
    readonly source: string,
  ) {}
}

/** What may stand in a template: text, numbers, HTML, lists of them, or nothing. */
export type Part = string | number | Html | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Control characters, also those that turn the direction of writing, and what is none. */
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

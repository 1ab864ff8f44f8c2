/**
 * Checks whether a text is one well-formed XML element by the grammar of XML
 * 1.0. Only the syntax that charts use is accepted: no comments, no CDATA, no
 * namespaces.
 *
 * @module
 */

/** An opening tag with its attributes, a closing tag, or text and entities. */
const TOKEN =
  /<(?<open>[a-z]+)(?<attributes>(?: [a-zA-Z:-]+="(?:[^<&"]|&(?:amp|lt|gt|quot);)*")*)(?<empty>\/?)>|<\/(?<close>[a-z]+)>|(?:[^<&>]|&(?:amp|lt|gt|quot);)+/uy;

/** Characters that XML does not allow. */
const FORBIDDEN = /[^\t\n\r -\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The error in the text, or `undefined` if there is none. */
export function faultOfXml(text: string): string | undefined {
  if (!text.isWellFormed() || FORBIDDEN.test(text)) {
    return "a forbidden character";
  }
  const open: string[] = [];
  let roots = 0;
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return `no XML: ${text.slice(at, at + 40)}`;
    const { open: opened, close, attributes = "", empty } = found.groups!;
    if (open.length === 0 && !opened) return `outside the root: ${found[0]}`;
    const names = [...attributes.matchAll(/ ([^=]+)="/g)].map(([, name]) =>
      name
    );
    if (new Set(names).size < names.length) return `twice in ${found[0]}`;
    if (opened && open.length === 0 && ++roots > 1) return "a second root";
    if (opened && !empty) open.push(opened);
    if (close && open.pop() !== close) return `${found[0]} closes nothing`;
    at += found[0].length;
  }
  return open.length > 0 ? `${open} is not closed` : undefined;
}

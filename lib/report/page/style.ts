/**
 * The style sheet of the page: the page is light or dark like the reader's
 * operating system, has one column on a phone, and is printed in black on
 * white.
 *
 * @module
 */

/** The style sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1f24, #e4e8ec);
  --faint: light-dark(#57606a, #9aa4ae);
  --ground: light-dark(#ffffff, #14171a);
  --raised: light-dark(#f4f6f8, #1e2328);
  --line: light-dark(#d5dae0, #363d45);
  --first: light-dark(#0b62c4, #6cb0ff);
  --second: light-dark(#b04400, #ff9a57);
  --chart-1: var(--first);
  --chart-2: var(--second);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 72rem;
  padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink);
  background: var(--ground);
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 0.25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 0 0 0.5rem; }
p { margin: 0.25rem 0; max-width: 44rem; }
a { color: var(--first); }
:focus-visible { outline: 3px solid var(--first); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; padding: 0; }
nav li { list-style: none; }
nav a { display: inline-block; padding: 0.25rem 0; }
.faint, figcaption { color: var(--faint); }
.score { font-size: 2.2rem; font-weight: 650; line-height: 1.2; }
.runs { display: grid; gap: 1.5rem; }
@media (min-width: 50rem) {
  .runs { grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); }
}
.runs > * { min-width: 0; }
.several table { font-size: 0.85rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding-bottom: 0.25rem; }
th, td { padding: 0.2rem 0.6rem; text-align: right; vertical-align: top; }
th { font-weight: 600; }
td { max-width: 20rem; overflow-wrap: break-word; }
th:first-child, .text { text-align: left; }
thead th { border-bottom: 1px solid var(--line); vertical-align: bottom; }
tfoot th, tfoot td { border-top: 1px solid var(--line); }
.matrix { --side: 0.45rem; }
.matrix td, .matrix th { padding: 0.2rem var(--side); min-width: 1.7em; }
.matrix a { display: block; margin: -0.2rem calc(-1 * var(--side)); padding: 0.2rem var(--side); color: inherit; }
${heats()}
figure { margin: 0; }
.chart { display: block; width: 100%; height: auto; margin-bottom: 0.5rem; }
.narrow { max-width: 30rem; }
.wide { display: none; }
@media (min-width: 50rem) { .narrow { display: none; } .wide { display: block; } }
.charts { display: grid; gap: 1.5rem 2rem; margin: 0.75rem 0; }
@media (min-width: 50rem) { .charts { grid-template-columns: 1fr 1fr; } }
.charts > .pictures { align-content: start; }
.pictures {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr));
  gap: 0.75rem;
}
.groups { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; }
.group { max-width: 100%; scroll-margin: 1rem; overflow-wrap: anywhere; }
.group:target { outline: 3px solid var(--first); outline-offset: 0.4rem; }
.group .pictures { display: flex; flex-wrap: wrap; }
.group figure { width: 5.5rem; }
.pictures.small { grid-template-columns: repeat(auto-fill, minmax(3rem, 1fr)); gap: 0.4rem; }
.pictures img { width: 100%; image-rendering: pixelated; background: #000; }
.layers > p { margin-top: 0.75rem; }
.row img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; }
.row img, .pictures.small img { border: 1px solid var(--line); }
.pictures figcaption { font-size: 0.8rem; line-height: 1.25; }
summary { cursor: pointer; padding: 0.25rem 0; color: var(--first); width: fit-content; }
pre {
  overflow-x: auto;
  padding: 0.75rem;
  font: 0.85rem/1.45 ui-monospace, monospace;
  background: var(--raised);
  border: 1px solid var(--line);
}
@media (max-width: 30rem) {
  th, td { padding: 0.2rem 0.25rem; }
  .matrix { --side: 0.2rem; }
  .group figure { width: 5rem; }
  table, .several table { font-size: 0.8rem; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .matrix td, .pictures img { print-color-adjust: exact; }
}
`;

/**
 * CSS rules for the backgrounds of cells in the confusion matrix, in six
 * strengths from 10 % to 60 % of a color.
 */
function heats(): string {
  const rule = (which: string, color: string, tenths: number) =>
    `td.${which}${tenths} { background: color-mix(in srgb, var(--${color}) ${tenths}0%, var(--ground)); }`;
  return [1, 2, 3, 4, 5, 6].flatMap((tenths) => [
    rule("right", "first", tenths),
    rule("wrong", "second", tenths),
  ]).join("\n");
}

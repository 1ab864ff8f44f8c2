/**
 * The document around the sections of a page.
 *
 * @module
 */

import { Html, markup } from "../html.ts";
import type { Section } from "./_section.ts";
import { STYLE } from "./style.ts";

/** A page as an HTML document, with a link to each of its sections. */
export function documentOf(
  title: string,
  description: string | undefined,
  sections: readonly Section[],
): string {
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}: percept</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">to the report</a>
<header>
<h1>${title}</h1>
${description === undefined ? undefined : markup`<p>${description}</p>`}
<nav aria-label="parts of the report"><ul>${
    sections.map(({ title }) =>
      markup`<li><a href="#${idOf(title)}">${title}</a></li>\n`
    )
  }</ul></nav>
</header>
<main id="main">
${
    sections.map(({ title, body }) =>
      markup`<section aria-labelledby="${idOf(title)}">
<h2 id="${idOf(title)}">${title}</h2>
${body}
</section>\n`
    )
  }</main>
</body>
</html>
`.source;
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(" ", "-");
}

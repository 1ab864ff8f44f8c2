/**
 * The report page of one run, or of several runs side by side. The page is one
 * HTML file with its images and its style. The page has no scripts, and loads
 * nothing from the internet.
 *
 * @module
 */

import { type PageRun, type Section, sectionOf } from "./_section.ts";
import { calibration, classTable, confusion, rows } from "./classes.ts";
import {
  dataSet,
  differences,
  network,
  recordText,
  specText,
} from "./facts.ts";
import { firstLayer, layers } from "./layers.ts";
import { folds, learning } from "./learning.ts";
import { misreadImages } from "./misread_images.ts";
import { scatter } from "./numbers.ts";
import { score } from "./score.ts";
import { Html, markup } from "../html.ts";
import { STYLE } from "./style.ts";

export type { PageRun } from "./_section.ts";

/**
 * Draws the page of one run, or of several runs side by side.
 *
 * @param runs One run, or several runs to compare.
 * @returns An HTML document.
 */
export async function htmlReport(runs: readonly PageRun[]): Promise<string> {
  const sections: Section[] = [
    ...await sectionOf("Score", runs, score),
    ...differences(runs),
    ...await sectionOf("Confusion matrix", runs, confusion),
    ...await sectionOf("Misread images", runs, misreadImages),
    ...await sectionOf("Classes", runs, classTable),
    ...await sectionOf("Predicted and true values", runs, scatter),
    ...learning(runs),
    ...await sectionOf("Folds", runs, folds),
    ...await sectionOf("Rows", runs, rows),
    ...await sectionOf("Calibration", runs, calibration),
    ...await sectionOf("Network", runs, network),
    ...await sectionOf("Data", runs, dataSet),
    ...await sectionOf("Weights of the first layer", runs, firstLayer),
    ...await sectionOf("A right and a wrong prediction", runs, layers),
    ...await sectionOf("Spec", runs, specText),
    ...await sectionOf("Record", runs, recordText),
  ];
  const title = runs.map(({ name }) => name).join(" and ");
  const { description } = runs[0].record.spec;
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
${runs.length === 1 ? markup`<p>${description}</p>` : undefined}
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

/**
 * The runs that a page shows, and the elements of the page's sections: tables,
 * figures and collapsible text.
 *
 * @module
 */

import type { Dataset } from "../../dataset/mod.ts";
import type { Mlp, RunRecord } from "../../mlp/mod.ts";
import { thousands } from "../_text.ts";
import type { Evaluation } from "../evaluation.ts";
import { Html, markup, type Part } from "../html.ts";

/**
 * A run of the page: its record and, if the page is written directly after
 * training, the network and its data.
 */
export interface PageRun {
  /** The title of the run. */
  readonly name: string;
  readonly record: RunRecord;
  /** The scores of the predictions on the test set. */
  readonly evaluation?: Evaluation | undefined;
  /** The trained network. */
  readonly mlp?: Mlp | undefined;
  /** The data that the network was trained on. */
  readonly data?: Dataset | undefined;
}

/**
 * The largest number of classes for which the page shows each class separately,
 * such as in the confusion matrix.
 */
export const MOST_CLASSES = 40;

/**
 * Draws the part of a section that shows one run; `undefined` if there is
 * nothing to show for the run.
 *
 * @param r The number of the run on the page, counted from 0.
 */
export type Block = (
  run: PageRun,
  r: number,
) => Html | undefined | Promise<Html | undefined>;

/** A part of the page, under a heading. */
export interface Section {
  readonly title: string;
  readonly body: Html;
}

/**
 * A section with a block for each run. If the page has several runs, each block
 * begins with the name of its run. If all blocks are empty, no section is
 * returned.
 */
export async function sectionOf(
  title: string,
  runs: readonly PageRun[],
  block: Block,
): Promise<Section[]> {
  const blocks = await Promise.all(runs.map(block));
  if (blocks.every((block) => block === undefined)) return [];
  const isSeveral = runs.length > 1;
  const body = markup`<div class="${isSeveral ? "runs several" : "runs"}">${
    blocks.map((block, r) =>
      markup`<div>${isSeveral ? markup`<h3>${runs[r].name}</h3>` : undefined}${
        block ?? markup`<p class="faint">not in the record</p>`
      }</div>`
    )
  }</div>`;
  return [{ title, body }];
}

/** Options of a table. */
export interface TableOptions {
  /** The last row, such as a row of totals. */
  readonly foot?: readonly Part[] | undefined;
  /**
   * Whether each column contains numbers, which are aligned to the right
   * (default: all columns except the first column).
   */
  readonly isNumber?: readonly boolean[] | undefined;
}

/** A table that scrolls separately from the page, also with the keyboard. */
export function table(
  caption: string,
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  { foot, isNumber }: TableOptions = {},
): Html {
  const kind = (c: number) =>
    isNumber?.[c] === false ? markup` class="text"` : undefined;
  const cells = ([first, ...rest]: readonly Part[]) => [
    markup`<th scope="row">${first}</th>`,
    ...rest.map((cell, c) => markup`<td${kind(c + 1)}>${cell}</td>`),
  ];
  return scrolled(
    caption,
    markup`<table><caption>${caption}</caption>
<thead><tr>${
      head.map((cell, c) => markup`<th scope="col"${kind(c)}>${cell}</th>`)
    }</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${cells(row)}</tr>\n`)}</tbody>
${foot && markup`<tfoot><tr>${cells(foot)}</tr></tfoot>`}</table>`,
  );
}

/** An element that may be wider than the page, and scrolls separately from the page. */
export function scrolled(label: string, inner: Html): Html {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${inner}</div>`;
}

/**
 * An element that is hidden until the reader clicks on its summary. A printed
 * page always shows the element.
 */
export function folded(summary: string, inner: Html): Html {
  return markup`<details><summary>${summary}</summary>
${inner}</details>`;
}

/**
 * The widths of charts in pixels: on a phone, beside another chart, and alone
 * across the page.
 */
const PHONE = 340, COLUMN = 480, PAGE = 960;

/**
 * A chart, and its caption. The chart is drawn in two sizes, since the text in a chart is
 * scaled with the chart. The style sheet shows the size that fits the window.
 *
 * @param draw Draws the chart at a width in pixels.
 * @param options.isAlone Whether there is no other chart beside this chart on
 *   the page.
 */
export function figure(
  draw: (width: number) => string,
  caption: string,
  { isAlone = false }: { readonly isAlone?: boolean } = {},
): Html {
  const wide = isAlone ? PAGE : COLUMN;
  return markup`<figure><div class="narrow">${new Html(
    draw(PHONE),
  )}</div><div class="wide">${new Html(
    draw(wide),
  )}</div><figcaption>${caption}</figcaption></figure>`;
}

/** The name of a class, or its number. */
export function className(
  classes: readonly string[] | undefined,
  c: number,
): string {
  return classes?.[c] ?? String(c);
}

/** A proportion as a percentage, such as 97.59 %. */
export function percent(proportion: number): string {
  return `${(100 * proportion).toFixed(2)} %`;
}

/** The number of examples that a run was scored on, such as `445 test examples`. */
export function scoredText({ record: { data } }: PageRun): string {
  return data.test
    ? `${thousands(data.test.rows)} test examples`
    : `${thousands(data.train.rows)} training examples`;
}

/**
 * Returns at most `most` positions from 0 to count - 1, evenly spaced,
 * including 0 and count - 1.
 */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, n) => n);
  return Array.from(
    { length: most },
    (_, n) => Math.round(n * (count - 1) / (most - 1)),
  );
}

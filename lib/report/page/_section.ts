/**
 * What every section of the page is made of, and the runs it is about.
 *
 * @module
 */

import type { Dataset } from "../../dataset/mod.ts";
import type { Mlp, RunRecord } from "../../mlp/mod.ts";
import type { Evaluation } from "../evaluation.ts";
import { Html, markup, type Part } from "../html.ts";

/** A run as the page shows it: its record, and what is at hand besides. */
export interface PageRun {
  /** What to call it. */
  readonly name: string;
  readonly record: RunRecord;
  /** What the network made of the test set. */
  readonly evaluation?: Evaluation | undefined;
  /** The trained network. */
  readonly mlp?: Mlp | undefined;
  /** What it learned from. */
  readonly data?: Dataset | undefined;
}

/** The most classes that are shown one by one. */
export const MOST_CLASSES = 40;

/** Draws what a section says of one run; nothing where there is nothing. */
export type Block = (
  run: PageRun,
) => Html | undefined | Promise<Html | undefined>;

/** A part of the page, under a heading. */
export interface Section {
  readonly title: string;
  readonly body: Html;
}

/** A section with a block for each run, named where there are two; none if all are empty. */
export async function sectionOf(
  title: string,
  runs: readonly PageRun[],
  block: Block,
): Promise<Section[]> {
  const blocks = await Promise.all(runs.map(block));
  if (blocks.every((block) => block === undefined)) return [];
  const body = markup`<div class="runs">${
    blocks.map((block, r) =>
      markup`<div>${
        runs.length > 1 ? markup`<h3>${runs[r].name}</h3>` : undefined
      }${block ?? markup`<p class="faint">not on record</p>`}</div>`
    )
  }</div>`;
  return [{ title, body }];
}

/** A table that scrolls by itself, and is reached by keyboard. */
export function table(
  caption: string,
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  foot?: readonly Part[],
): Html {
  return scrolled(
    caption,
    markup`<table><caption>${caption}</caption>
<thead><tr>${
      head.map((cell) => markup`<th scope="col">${cell}</th>`)
    }</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${cells(row)}</tr>\n`)}</tbody>
${foot && markup`<tfoot><tr>${cells(foot)}</tr></tfoot>`}</table>`,
  );
}

/** What may be wider than the page. */
export function scrolled(label: string, inner: Html): Html {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${inner}</div>`;
}

function cells([first, ...rest]: readonly Part[]): Html[] {
  return [
    markup`<th scope="row">${first}</th>`,
    ...rest.map((cell) => markup`<td>${cell}</td>`),
  ];
}

/** A chart with what it shows in words. */
export function figure(svg: string, caption: string): Html {
  return markup`<figure>${new Html(
    svg,
  )}<figcaption>${caption}</figcaption></figure>`;
}

/** The name of a class, or its number. */
export function className(
  classes: readonly string[] | undefined,
  c: number,
): string {
  return classes?.[c] ?? String(c);
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

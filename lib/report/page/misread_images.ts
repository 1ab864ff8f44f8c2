/**
 * Misread images, a group for each cell of the confusion matrix, and the ids by
 * which the cells link to their groups.
 *
 * @module
 */

import { cutOf } from "../../formula/mod.ts";
import { thousands } from "../_text.ts";
import { type Html, markup } from "../html.ts";
import { type Misread, misreads } from "../misreads.ts";
import { className, type PageRun } from "./_section.ts";
import { grayPicture, type Size } from "./pictures.ts";

/**
 * The largest number of images on a page, of large images on a page, and of
 * images for one cell of the confusion matrix.
 */
const IMAGES = 120, LARGE_IMAGES = 30, IMAGES_OF_CELL = 8;

/**
 * The largest number of pixels of all images together, if more than `LARGE_IMAGES`
 * images are shown: the pixels of 120 images of 32 x 32.
 */
const PIXELS = IMAGES * 32 * 32;

/** The misread images of one cell of the confusion matrix. */
interface Group {
  /** The id of the group's HTML element. */
  readonly id: string;
  readonly label: number;
  readonly guess: number;
  /** The number in the cell of the confusion matrix. */
  readonly count: number;
  /** The images that are shown, beginning with the most confident mistake. */
  readonly shown: readonly Misread[];
}

/** The misread images of a run, in groups. */
export interface MisreadGroups {
  readonly image: Size;
  /** The number of all misread images. */
  readonly count: number;
  /**
   * The groups, sorted by the highest confidence of a mistake in the group, in
   * descending order.
   */
  readonly groups: readonly Group[];
}

/**
 * Picks misread images: the most confident mistake of each cell of the
 * confusion matrix, then the second mistake of each cell, and so on, until the
 * largest number of images is reached. Returns no images if the inputs are not
 * images or an example has several labels.
 *
 * @param r The number of the run on the page.
 */
export function misreadGroups(
  { evaluation, record: { confusion } }: PageRun,
  r: number,
): MisreadGroups | undefined {
  if (!evaluation || !confusion) return undefined;
  const { inputs, targets, image } = evaluation.on;
  if (!image || !("scale" in inputs)) return undefined;
  const all = misreads(inputs, evaluation.predictions, targets, {
    limit: Infinity,
    cut: cutOf(evaluation.task),
  });
  const cells = new Map<string, Misread[]>();
  for (const misread of all) {
    const id = `misread-${r + 1}-${misread.label}-${misread.guess}`;
    const cell = cells.get(id);
    if (cell) cell.push(misread);
    else cells.set(id, [misread]);
  }
  const fitting = Math.floor(PIXELS / (image.width * image.height));
  const limit = Math.min(IMAGES, Math.max(LARGE_IMAGES, fitting));
  const ranks = Array.from({ length: IMAGES_OF_CELL }, (_, rank) => rank);
  const shown = new Set(
    ranks.flatMap((rank) =>
      [...cells.values()].flatMap((cell) => cell[rank] ?? [])
    ).slice(0, limit),
  );
  return {
    image,
    count: all.length,
    groups: [...cells].map(([id, cell]) => ({
      id,
      label: cell[0].label,
      guess: cell[0].guess,
      count: cell.length,
      shown: cell.filter((misread) => shown.has(misread)),
    })).filter(({ shown }) => shown.length > 0),
  };
}

/** The misread images. */
export async function misreadImages(
  run: PageRun,
  r: number,
): Promise<Html | undefined> {
  const misread = misreadGroups(run, r);
  if (!misread) return undefined;
  const { image, count, groups } = misread, { classes } = run.record;
  if (count === 0) return markup`<p>no image was misread</p>`;
  const shown = groups.reduce((sum, { shown }) => sum + shown.length, 0);
  const drawn = await Promise.all(groups.map(async (group) => {
    const [label, guess] = [group.label, group.guess]
      .map((c) => className(classes, c));
    const figures = await Promise.all(
      group.shown.map(async ({ pixels, confidence, row }) => {
        const address = await grayPicture(pixels, image);
        return markup`<figure><img src="${address}" alt="${label} read as ${guess}">
<figcaption>${percentText(confidence)}<br>row ${
          thousands(row + 1)
        }</figcaption></figure>\n`;
      }),
    );
    return markup`<div class="group" id="${group.id}"><p><strong>${label} read as ${guess}</strong>${
      group.count > 1 ? `: ${thousands(group.count)} times` : undefined
    }</p>
<div class="pictures">${figures}</div></div>\n`;
  }));
  return markup`<p class="faint">${
    shown < count
      ? `${shown} of ${thousands(count)} misread images`
      : `all ${count} misread images`
  }, the most confident mistakes first; a percentage is the confidence in the wrong class</p>
<div class="groups">${drawn}</div>`;
}

function percentText(confidence: number): string {
  return `${Math.round(100 * confidence)} %`;
}

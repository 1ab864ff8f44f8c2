/**
 * Digits drawn by a script, in the variety of real drawings, scans and photos:
 * on pages of several sizes, at any position, with thin and thick pens, on gray
 * paper, on a transparent background, in uneven light, and as JPEG.
 *
 * @module
 */

import { random } from "../../lib/random.ts";
import { type Drawn, jpegFile, rgba } from "./_files.ts";
import { decodeImage, type Rgba } from "../../lib/image/mod.ts";

type Point = readonly [x: number, y: number];

/**
 * Points on an ellipse between two angles in degrees; 0 is right, and 90 is
 * down.
 */
function arc(
  [x, y]: Point,
  [across, down]: Point,
  from: number,
  to: number,
): Point[] {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = (from + (to - from) * i / 24) * Math.PI / 180;
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)];
  });
}

/** The strokes of each digit, in a box of 0.6 by 1. */
export const DIGITS: readonly (readonly (readonly Point[])[])[] = [
  [arc([0.3, 0.5], [0.28, 0.5], 0, 360)],
  [[[0.14, 0.2], [0.32, 0], [0.32, 1]]],
  [[...arc([0.3, 0.27], [0.27, 0.27], 190, 380), [0.04, 1], [0.6, 1]]],
  [[
    ...arc([0.27, 0.25], [0.25, 0.25], 200, 450),
    ...arc([0.27, 0.73], [0.3, 0.27], 270, 520),
  ]],
  [[[0.42, 1], [0.42, 0], [0, 0.66], [0.6, 0.66]]],
  [
    [[0.52, 0], [0.1, 0], [0.06, 0.45]],
    arc([0.26, 0.68], [0.31, 0.32], 225, 500),
  ],
  [[
    ...arc([0.55, 0.6], [0.52, 0.6], 270, 180),
    ...arc([0.3, 0.7], [0.27, 0.3], 180, 540),
  ]],
  [[[0, 0], [0.58, 0], [0.2, 1]]],
  [
    arc([0.3, 0.25], [0.23, 0.25], 0, 360),
    arc([0.3, 0.75], [0.28, 0.25], 0, 360),
  ],
  [
    arc([0.28, 0.3], [0.26, 0.3], 0, 360),
    [[0.54, 0.3], [0.5, 0.62], [0.4, 1]],
  ],
];

/** The settings of a drawing. */
export interface Drawing {
  readonly digit: number;
  /** The size of the page in pixels. */
  readonly width: number;
  readonly height: number;
  /** The height of the digit, as a fraction of the smaller side of the page. */
  readonly size: number;
  /**
   * The position of the digit on the page; 0 is the left or top edge, 0.5 the
   * center, 1 the right or bottom edge.
   */
  readonly at: Point;
  /** The width of the pen, as a fraction of the height of the digit. */
  readonly pen: number;
  /** The rotation, in degrees. */
  readonly turn: number;
  /** The gray levels of the ink and of the paper. */
  readonly ink: number;
  readonly paper: number;
  /** Whether all pixels except the ink are transparent. */
  readonly isClear?: boolean;
  /**
   * The unevenness of the light, as a fraction, and the standard deviation of
   * the camera's noise.
   */
  readonly light?: number;
  readonly noise?: number;
  /** The width of the camera's blur, in pixels. */
  readonly blur?: number;
  readonly isJpeg?: boolean;
  /** The random seed. */
  readonly seed: number;
}

/** A page with a digit, or a blank page. */
export async function draw(
  drawing: Omit<Drawing, "digit"> & { readonly digit?: number },
): Promise<Rgba> {
  const { width, height, digit, isClear, isJpeg } = drawing;
  const coverage = digit === undefined
    ? new Float64Array(width * height)
    : inked({ ...drawing, digit });
  const chance = random(drawing.seed, "page");
  const [leftLight, topLight] = [
    chance.uniform() - 0.5,
    chance.uniform() - 0.5,
  ];
  const { ink, paper, light = 0, noise = 0 } = drawing;
  const grays = coverage.map((share, p) => {
    const x = p % width / width - 0.5, y = Math.floor(p / width) / height - 0.5;
    const lit = 1 -
      light * (0.5 + leftLight * x + topLight * y + x * x + y * y);
    const normal = Math.sqrt(-2 * Math.log(1 - chance.uniform())) *
      Math.cos(2 * Math.PI * chance.uniform());
    return (paper + (ink - paper) * (isClear ? 1 : share)) * lit +
      noise * normal;
  });
  const page: Drawn = {
    width,
    height,
    color: (x, y) => {
      const gray = Math.round(Math.max(0, Math.min(255, grays[y * width + x])));
      const alpha = isClear ? Math.round(255 * coverage[y * width + x]) : 255;
      return [gray, gray, gray, alpha];
    },
  };
  return isJpeg ? await decodeImage(await jpegFile(page, 0.8)) : rgba(page);
}

/** The fraction of each pixel that is ink. */
function inked(drawing: Drawing): Float64Array {
  const { digit, width, height, size, at, pen, turn, blur = 1 } = drawing;
  const tall = size * Math.min(width, height), wide = 0.6 * tall;
  const radius = Math.max(0.5, pen * tall / 2), reach = radius + blur;
  const left = reach + at[0] * (width - wide - 2 * reach);
  const top = reach + at[1] * (height - tall - 2 * reach);
  const [c, s] = [
    Math.cos(turn * Math.PI / 180),
    Math.sin(turn * Math.PI / 180),
  ];
  const place = ([x, y]: Point): Point => {
    const [dx, dy] = [(x - 0.3) * tall, (y - 0.5) * tall];
    return [
      left + wide / 2 + c * dx - s * dy,
      top + tall / 2 + s * dx + c * dy,
    ];
  };
  const coverage = new Float64Array(width * height);
  for (const stroke of DIGITS[digit]) {
    const points = stroke.map(place);
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]];
      const span = (c: 0 | 1, most: number) => [
        Math.max(0, Math.floor(Math.min(a[c], b[c]) - reach)),
        Math.min(most - 1, Math.ceil(Math.max(a[c], b[c]) + reach)),
      ];
      const [x0, x1] = span(0, width), [y0, y1] = span(1, height);
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const far = distance([x + 0.5, y + 0.5], a, b);
          const share = Math.max(0, Math.min(1, 0.5 + (radius - far) / blur));
          const p = y * width + x;
          coverage[p] = Math.max(coverage[p], share);
        }
      }
    }
  }
  return coverage;
}

/** The distance of a point from the line between two other points. */
function distance([x, y]: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy || 1;
  const t = ((x - a[0]) * dx + (y - a[1]) * dy) / length;
  const near = Math.max(0, Math.min(1, t));
  return Math.hypot(x - a[0] - near * dx, y - a[1] - near * dy);
}

/** The kinds of drawings, with the settings in which they differ. */
export const KINDS: Readonly<
  Record<string, Partial<Drawing> & { pages?: readonly Point[] }>
> = {
  "black on white": { ink: 0, paper: 255 },
  "white on black": { ink: 255, paper: 0 },
  "a thin pen": { ink: 20, paper: 255, pen: 0.03 },
  "a thick pen": { ink: 20, paper: 255, pen: 0.17 },
  "gray paper": { ink: 70, paper: 180 },
  "pencil on gray paper": { ink: 120, paper: 190, noise: 4 },
  "a small digit at the edge": { ink: 0, paper: 255, size: 0.2 },
  "a transparent ground": { ink: 0, paper: 0, isClear: true },
  "white on a transparent ground": { ink: 255, paper: 0, isClear: true },
  "a photo": { ink: 50, paper: 215, light: 0.5, noise: 6, blur: 3 },
  "a photo in bad light": {
    ink: 60,
    paper: 170,
    light: 0.6,
    noise: 10,
    blur: 3,
  },
  "a photo as JPEG": {
    ...{ ink: 50, paper: 215, light: 0.5, noise: 5, blur: 3 },
    isJpeg: true,
  },
  "JPEG": { ink: 0, paper: 255, isJpeg: true },
  "28 x 28": { ink: 255, paper: 0, pages: [[28, 28]], size: 0.7, pen: 0.12 },
};

const PAGES: readonly Point[] = [[280, 280], [200, 400], [640, 480], [
  150,
  100,
]];

/**
 * Drawings of all digits in each kind. The seed determines their sizes,
 * positions, pens and pages.
 */
export function drawings(seed = 1): { kind: string; drawing: Drawing }[] {
  const chance = random(seed, "drawings");
  const between = (low: number, high: number) =>
    low + (high - low) * chance.uniform();
  return Object.entries(KINDS).flatMap(([kind, { pages = PAGES, ...own }]) =>
    DIGITS.map((_, digit) => {
      const [width, height] = pages[chance.below(pages.length)];
      return {
        kind,
        drawing: {
          ...{ digit, width, height },
          size: between(0.4, 0.85),
          at: [between(0, 1), between(0, 1)],
          pen: between(0.05, 0.12),
          turn: between(-6, 6),
          ...{ ink: 0, paper: 255 },
          seed: chance.below(2 ** 31),
          ...own,
        },
      };
    })
  );
}

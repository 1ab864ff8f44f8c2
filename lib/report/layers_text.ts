/**
 * The layers of a network that learned from images, in a terminal: small images
 * of the first layer's weights, and the outputs of each layer for a correctly
 * and a wrongly predicted example.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import { type LayerPlan, type Shape, shapeText, typeOf } from "../layer/mod.ts";
import type { Mlp } from "../mlp/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { className } from "./_gallery.ts";
import { pictureLines, resize } from "./picture.ts";
import { shrunk, signedLines, signedWidth } from "./_signed_picture.ts";
import { thousands, widthOf, wrap } from "./_text.ts";
import type { Evaluation } from "./evaluation.ts";
import {
  type Channel,
  channel,
  firstWeights,
  inputImage,
  type LayersOfExample,
  layersOfExamples,
  rangeOf,
} from "./layer_views.ts";
import { printable } from "./printable.ts";

/** Options of the text. */
export interface LayersTextOptions {
  /** Whether to use ANSI colors. Without colors, images are drawn with characters alone. */
  readonly color: boolean;
  /** The width of the terminal, in columns. */
  readonly width: number;
}

/** The largest number of images that are drawn for a layer. */
const MOST_PICTURES = 8;

/** The largest number of columns of a gray image, and of an image of positive and negative numbers. */
const ACROSS = 16, SIGNED_ACROSS = 10;

/** Small images are enlarged to about this many columns. */
const ENLARGED = 10;

/** Block characters, from the lowest to the highest. */
const BLOCKS = "▁▂▃▄▅▆▇█";

const gap = 3;

/**
 * Draws the weights of the first layer, then the outputs of every layer for one
 * correctly and one wrongly predicted example. A layer has one line of at most
 * eight images, all on one color scale.
 *
 * @returns The lines of the text, joined by line ends; empty if the inputs are
 * not images.
 */
export function layersText(
  mlp: Mlp,
  evaluation: Evaluation,
  { color, width }: LayersTextOptions,
): string {
  if (!inputImage(mlp)) return "";
  const examples = layersOfExamples(mlp, evaluation);
  return [
    filterLines(mlp, { color, width }),
    ...examples.map((example) =>
      exampleLines(mlp, evaluation, example, examples, { color, width })
    ),
  ].filter((lines) => lines.length > 0).map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The weights of the first layer. */
function filterLines(
  mlp: Mlp,
  options: LayersTextOptions,
): string[] {
  const weights = firstWeights(mlp);
  if (!weights) return [];
  const { layer, what, shape, count, most, of } = weights, C = shape[2];
  const pictures = Array.from(
    { length: count * C },
    (_, n) => () =>
      drawSigned(of(Math.floor(n / C), n % C), most, options.color),
  );
  const each = C === 1
    ? `${what}s 1 to`
    : `for each ${what}, ${C} images, one for each channel; images 1 to`;
  return [
    paint(
      `${printable(layer)}: weights of the first layer, ${
        thousands(count)
      } ${what}s of ${shapeText(shape)}`,
      styles.bold,
      options.color,
    ),
    ...wrap(legend(most, options.color), options.width),
    ...sideBySide(pictures, each, options.width),
  ];
}

/** Draws the outputs of every layer for one example. */
function exampleLines(
  mlp: Mlp,
  { on, classes }: Evaluation,
  { row, label, guess, confidence, x, outputs }: LayersOfExample,
  examples: readonly LayersOfExample[],
  options: LayersTextOptions,
): string[] {
  const names = classes ?? [];
  const head = `${label === guess ? "right" : "wrong"}: ${on.part} row ${
    thousands(row + 1)
  }, label ${className(label, names)}, guess ${className(guess, names)}  ${
    confidence.toFixed(2)
  }`;
  const image = inputImage(mlp)!;
  const { least } = rangeOf([x]), shown = x.map((value) => value - least);
  return [
    paint(head, styles.bold, options.color),
    `input: ${shapeText(image)}`,
    ...outputLines(image, shown, { all: [shown], ...options }),
    ...mlp.plan.layers.flatMap((layer, l) => {
      if (!typeOf(layer).computes) return [];
      const all = examples.map(({ outputs }) => outputs[l]);
      const { least, most } = rangeOf(all);
      const range = `${numberText(least)} to ${numberText(most)}`;
      const isLast = l === mlp.plan.layers.length - 1;
      return [
        `${captionOf(layer)}, ${range}`,
        ...outputLines(layer.output, outputs[l], { all, ...options }),
        ...(isLast ? classLines(names, options.width) : []),
      ];
    }),
  ];
}

function captionOf({ name, type, output }: LayerPlan): string {
  return `${printable(name)}: ${type}, ${shapeText(output, thousands)}`;
}

/**
 * A layer's outputs: images of its channels, or a line of block characters if
 * the layer has no channels.
 */
function outputLines(
  shape: Shape,
  values: Numbers,
  { all, color, width }: LayersTextOptions & {
    readonly all: readonly Numbers[];
  },
): string[] {
  const { least, most } = rangeOf(all);
  if (shape.length !== 3 || shape[0] * shape[1] === 1) {
    const shown = values.slice(0, width);
    const left = values.length - shown.length;
    const step = (most - least || 1) / (BLOCKS.length - 1);
    const blocks = Array.from(
      shown,
      (value) => BLOCKS[Math.round((value - least) / step)],
    );
    return [blocks.join(""), ...leftOut(left, "numbers")];
  }
  const pictures = Array.from({ length: shape[2] }, (_, c) => () => {
    const one = channel(shape, values, c);
    return least < 0
      ? drawSigned(one, Math.max(most, -least), color)
      : drawGray(one, most, color);
  });
  return sideBySide(pictures, "channels 1 to", width);
}

/**
 * The class names under a line of block characters; no line if a name has more
 * than one character or the names do not fit.
 */
function classLines(names: readonly string[], width: number): string[] {
  const isShort = names.length > 1 && names.length <= width &&
    names.every((name) => widthOf(printable(name)) === 1);
  return isShort ? [names.map(printable).join("")] : [];
}

/** The lines of an image, and their width without color codes. */
interface Drawn {
  readonly lines: readonly string[];
  readonly width: number;
}

function drawGray(one: Channel, most: number, color: boolean): Drawn {
  const { width, height, values } = shrunk(one, ACROSS);
  const pixels = Uint8Array.from(
    values,
    (v) => Math.round(255 * v / (most || 1)),
  );
  const scale = Math.max(1, Math.floor(ENLARGED / Math.max(width, height)));
  const box = { left: 0, top: 0, width, height };
  const picture = resize({ width, height, pixels }, box, scale);
  return { lines: pictureLines(picture, color), width: picture.width };
}

function drawSigned(one: Channel, most: number, color: boolean): Drawn {
  const small = shrunk(one, SIGNED_ACROSS);
  return { lines: signedLines(small, most, color), width: signedWidth(small) };
}

/** Draws as many images as fit side by side, and writes a line with the number of images that are not shown. */
function sideBySide(
  pictures: readonly (() => Drawn)[],
  what: string,
  width: number,
): string[] {
  const first = pictures[0]();
  const fit = Math.max(1, Math.floor((width + gap) / (first.width + gap)));
  const shown = Math.min(fit, MOST_PICTURES, pictures.length);
  const drawn = pictures.slice(0, shown).map((draw) => draw());
  const lines = first.lines.map((_, n) =>
    drawn.map(({ lines }) => lines[n]).join(" ".repeat(gap)).trimEnd()
  );
  const left = pictures.length - shown;
  return left === 0 ? lines : [
    ...lines,
    ...wrap(`${what} ${shown}, not shown: ${thousands(left)}`, width),
  ];
}

function leftOut(count: number, what: string): string[] {
  return count === 0 ? [] : [`${what} not shown: ${thousands(count)}`];
}

function legend(most: number, color: boolean): string {
  const [large, small] = [most / 2, most / 8].map(numberText);
  return color
    ? `one color scale for all images: -${
      numberText(most)
    } is red, 0 is white, ${numberText(most)} is blue`
    : `one scale for all images: "++" is ${large} or more, "+" is ${small} or more, "." is near 0, "-" is -${small} or less, "--" is -${large} or less`;
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(3)));
}

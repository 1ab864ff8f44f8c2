/**
 * The layers of a network that learned from images, on the page: the weights of
 * the first layer, and the outputs of each layer for a correctly and a wrongly
 * predicted example.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import { type Shape, shapeText, sizeOf, typeOf } from "../../layer/mod.ts";
import type { Mlp } from "../../mlp/mod.ts";
import { thousands } from "../_text.ts";
import type { Evaluation } from "../evaluation.ts";
import { type Html, markup } from "../html.ts";
import {
  channel,
  firstWeights,
  inputImage,
  type LayersOfExample,
  layersOfExamples,
  rangeOf,
} from "../layer_views.ts";
import { className, type PageRun } from "./_section.ts";
import { grayPicture, signedPicture } from "./pictures.ts";

/**
 * The page shows at most this number of filters, of channels and, for a layer
 * without channels, of outputs.
 */
const FILTERS = 64, CHANNELS = 32, NUMBERS = 512;

/**
 * The outputs of a layer without channels are drawn as an image with this
 * number of values in each line.
 */
const ACROSS = 32;

/** The weights of the first layer as images, all on one color scale. */
export async function firstLayer({ mlp }: PageRun): Promise<Html | undefined> {
  const weights = mlp && firstWeights(mlp);
  if (!weights) return undefined;
  const { layer, what, shape, count, most, of } = weights, C = shape[2];
  const shown = Math.min(count, Math.max(1, Math.floor(FILTERS / C)));
  const pictures = await Promise.all(
    Array.from({ length: shown * C }, async (_, n) => {
      const o = Math.floor(n / C), c = n % C, one = of(o, c);
      const name = C === 1 ? `${o + 1}` : `${o + 1}, channel ${c + 1}`;
      const address = await signedPicture(one.values, one, most);
      return markup`<figure><img src="${address}" alt="weights of ${what} ${name}"><figcaption>${name}</figcaption></figure>\n`;
    }),
  );
  return markup`<p class="faint">${layer}: ${
    shownText(shown, count, what)
  } of ${shapeText(shape)}, on one color scale from -${numberText(most)} to ${
    numberText(most)
  }: red below 0, white at 0, blue above 0</p>
<div class="pictures small">${pictures}</div>`;
}

/**
 * The outputs of every layer for one correctly and one wrongly predicted
 * example.
 */
export async function layers(
  { mlp, evaluation }: PageRun,
): Promise<Html | undefined> {
  if (!mlp || !evaluation) return undefined;
  const examples = layersOfExamples(mlp, evaluation);
  if (examples.length === 0) return undefined;
  const drawn = await Promise.all(
    examples.map((example) =>
      exampleLayers({ mlp, evaluation }, example, examples)
    ),
  );
  return markup`<p class="faint">outputs of each layer on one color scale: red below 0, white at 0, blue above 0</p>
<div class="charts">${drawn}</div>`;
}

async function exampleLayers(
  { mlp, evaluation }: { readonly mlp: Mlp; readonly evaluation: Evaluation },
  { row, label, guess, confidence, x, outputs }: LayersOfExample,
  examples: readonly LayersOfExample[],
): Promise<Html> {
  const { classes, on: { part } } = evaluation;
  const name = className(classes, label);
  const head = `${label === guess ? "right" : "wrong"}: ${name} read as ${
    className(classes, guess)
  }, ${Math.round(100 * confidence)} %, ${part} row ${thousands(row + 1)}`;
  const image = inputImage(mlp)!;
  const { least, most } = rangeOf([x]);
  const inputs = await Promise.all(
    Array.from({ length: image[2] }, async (_, c) => {
      const { values, ...size } = channel(image, x, c);
      const pixels = Uint8Array.from(
        values,
        (value) => Math.round(255 * (value - least) / (most - least || 1)),
      );
      const address = await grayPicture(pixels, size);
      return markup`<figure><img src="${address}" alt="the example, ${name}"></figure>\n`;
    }),
  );
  const maps = await Promise.all(
    mlp.plan.layers.map(async ({ type, name, output }, l) => {
      if (!typeOf({ type }).computes) return undefined;
      const { least, most } = rangeOf(
        examples.map(({ outputs }) => outputs[l]),
      );
      const { pictures, left } = await outputPictures(
        name,
        output,
        outputs[l],
        Math.max(most, -least),
      );
      return markup`<p>${name}: ${type}, ${shapeText(output, thousands)}, ${
        numberText(least)
      } to ${numberText(most)}${left}</p>
${pictures}`;
    }),
  );
  return markup`<div class="layers"><p><strong>${head}</strong></p>
<div class="pictures small">${inputs}</div>
${maps}</div>\n`;
}

/**
 * A layer's outputs: an image of each channel, or one image of all outputs if
 * the layer has no channels.
 */
async function outputPictures(
  name: string,
  shape: Shape,
  values: Numbers,
  most: number,
): Promise<{ readonly pictures: Html; readonly left: string }> {
  if (shape.length === 3 && shape[0] * shape[1] > 1) {
    const shown = Math.min(shape[2], CHANNELS);
    const pictures = await Promise.all(
      Array.from({ length: shown }, async (_, c) => {
        const one = channel(shape, values, c);
        const address = await signedPicture(one.values, one, most);
        return markup`<figure><img src="${address}" alt="channel ${
          c + 1
        } of ${name}"></figure>\n`;
      }),
    );
    return {
      pictures: markup`<div class="pictures small">${pictures}</div>`,
      left: shown < shape[2]
        ? `; ${shownText(shown, shape[2], "channel")}`
        : "",
    };
  }
  const count = sizeOf(shape), shown = Math.min(count, NUMBERS);
  const width = Math.min(shown, ACROSS), height = Math.ceil(shown / width);
  const padded = values.slice(0, width * height);
  const pixels = padded.length === width * height
    ? padded
    : Float64Array.from({ length: width * height }, (_, n) => padded[n] ?? 0);
  const address = await signedPicture(pixels, { width, height }, most);
  return {
    pictures: markup`<div class="row"><img src="${address}" width="${
      width * 12
    }" height="${
      height * 12
    }" alt="outputs of ${name}, ${width} to a line"></div>`,
    left: shown < count ? `; ${shownText(shown, count, "number")}` : "",
  };
}

function shownText(shown: number, count: number, what: string): string {
  return shown < count
    ? `the first ${shown} of ${thousands(count)} ${what}s`
    : `all ${thousands(count)} ${what}s`;
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(3)));
}

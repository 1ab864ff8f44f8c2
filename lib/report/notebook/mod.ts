/**
 * Networks, training results and frames in a Jupyter notebook. Deno's Jupyter
 * kernel calls the method `Symbol.for("Jupyter.display")` of the last value of
 * a cell, and shows the HTML that the method returns. Loading this file adds
 * the method `Symbol.for("Jupyter.display")` to the class `Mlp`.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../../frame.ts";
import { foundText } from "../../options.ts";
import { Mlp } from "../../mlp/mod.ts";
import type { TrainResult } from "../../train/mod.ts";
import { thousands } from "../_text.ts";
import { Html, markup } from "../html.ts";
import { lossCurve } from "../loss_curve.ts";
import { networkTable } from "../network_table.ts";
import { table } from "../page/_section.ts";
import { epochCharts } from "../page/learning.ts";
import { networkHtml } from "../page/network.ts";
import { validationLine } from "../validation_line.ts";

/** The method that Deno's Jupyter kernel calls. */
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * The texts that a notebook can show for a value: plain text and HTML. The keys
 * are the MIME types `text/plain` and `text/html`.
 */
export type DisplayTexts = Readonly<Record<string, string>>;

/** An object that a Jupyter notebook of Deno shows. */
export interface Displayed {
  /**
   * The method `Symbol.for("Jupyter.display")`, which returns the plain text
   * and the HTML of the object.
   */
  readonly [method: symbol]: () => DisplayTexts;
}

/**
 * The largest number of rows, and the largest number of columns, that are shown
 * of a frame.
 */
const ROWS = 10, COLUMNS = 12;

/** The width of a chart in pixels. */
const WIDTH = 480;

/**
 * Makes an object that a Jupyter notebook shows if the object is the last value of a
 * cell. The notebook shows the charts of loss and accuracy of a training result, the
 * first rows of a frame, or the layers of a network. A network is also shown without
 * `display`.
 *
 * @param value The result of `mlp.train`, a frame, or a network.
 * @throws {TypeError} If the value is not a training result, a frame or a
 *   network.
 * @example The first rows of a frame, in a cell of a notebook
 * ```ts
 * import { display, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const shown = display(frame([[0, 1], [1, 0.5]])); // the last line of a cell
 * const texts = shown[Symbol.for("Jupyter.display")]();
 * assertEquals(texts["text/plain"], "2 rows x 2 columns\n0  1\n1  0.5");
 * ```
 */
export function display(
  value: Mlp | TrainResult | Frame | ByteFrame,
): Displayed {
  const texts = textsOf(value);
  return { [DISPLAY]: () => texts };
}

function textsOf(value: Mlp | TrainResult | Frame | ByteFrame): DisplayTexts {
  if (value instanceof Mlp) return networkTexts(value);
  const given: object = Object(value);
  if ("epochs" in given && Array.isArray(given.epochs)) {
    return trainingTexts(value as TrainResult);
  }
  if ("rows" in given && "columns" in given && "data" in given) {
    return frameTexts(value as Frame | ByteFrame);
  }
  throw new TypeError(
    `the value for display() must be an Mlp, the result of train() or a frame: found ${
      foundText(value)
    }`,
  );
}

function networkTexts({ spec, plan, fitted: { image } }: Mlp): DisplayTexts {
  return {
    "text/plain": networkTable(plan, spec, { image }),
    "text/html": networkHtml(plan, spec).source,
  };
}

function trainingTexts(result: TrainResult): DisplayTexts {
  const { epochs, loss, accuracy } = result;
  const figures = [
    `loss ${Number(loss.toPrecision(4))}`,
    ...accuracy === undefined ? [] : [`accuracy ${accuracy.toFixed(4)}`],
  ].join(", ");
  const lines = [
    `${thousands(epochs.length)} ${
      epochs.length === 1 ? "epoch" : "epochs"
    }: ${figures}`,
    validationLine(result),
  ].filter((line) => line !== undefined);
  const curve = lossCurve(epochs.map(({ loss }) => loss), { width: 72 });
  const charts = epochCharts([{ name: "", record: { epochs } }]);
  return {
    "text/plain": [...lines, curve].join("\n"),
    "text/html":
      markup`${lines.map((line) => markup`<p>${line}</p>\n`)}${
        charts.map(({ draw }) => new Html(draw(WIDTH)))
      }`.source,
  };
}

function frameTexts(frame: Frame | ByteFrame): DisplayTexts {
  const { rows, columns, data } = frame;
  const unit = "scale" in frame
    ? `, bytes with the scale ${frame.scale.join(" to ")}`
    : "";
  const size = `${thousands(rows)} rows x ${thousands(columns)} columns${unit}`;
  const isWide = columns > COLUMNS;
  const cells = Array.from(
    { length: Math.min(rows, ROWS) },
    (_, r) => [
      ...Array.from(
        data.subarray(r * columns, r * columns + Math.min(columns, COLUMNS)),
        (x) => `${Number(x.toPrecision(6))}`,
      ),
      ...isWide ? ["..."] : [],
    ],
  );
  const widths = (cells[0] ?? []).map((_, c) =>
    Math.max(...cells.map((row) => row[c].length))
  );
  const lines = cells.map((row) =>
    row.map((cell, c) => cell.padEnd(widths[c])).join("  ").trimEnd()
  );
  const more = rows > ROWS
    ? [`... and ${thousands(rows - ROWS)} more rows`]
    : [];
  const head = ["row", ...widths.map((_, c) => c < COLUMNS ? `${c}` : "")];
  const html: Html = markup`${
    table(size, head, cells.map((row, r) => [r, ...row]))
  }${more.map((line) => markup`<p>${line}</p>`)}`;
  return {
    "text/plain": [size, ...lines, ...more].join("\n"),
    "text/html": html.source,
  };
}

Object.defineProperty(Mlp.prototype, DISPLAY, {
  configurable: true,
  value(this: Mlp): DisplayTexts {
    return networkTexts(this);
  },
});

/**
 * Charts as SVG, by vega-lite and vega, which are loaded when the first chart is
 * drawn. Colours are the page's, so that a chart is light or dark with it.
 *
 * @module
 */

import { Html } from "./html.ts";

/** Numbers and names by the fields of a chart. */
export type Row = Readonly<Record<string, string | number>>;

const INK = "currentColor";

const CONFIG = {
  background: null,
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    gridColor: INK,
    gridOpacity: 0.15,
    domainColor: INK,
    tickColor: INK,
    labelFontSize: 12,
    titleFontSize: 12,
  },
  legend: {
    labelColor: INK,
    orient: "top",
    title: null,
    labelFontSize: 12,
    symbolType: "stroke",
    columns: 2,
    columnPadding: 16,
  },
  range: { category: ["var(--first)", "var(--second)"] },
};

/**
 * Lines over epochs: a colour for each `run`, dashes for each `part` of the data.
 *
 * @param title What is on the y axis.
 */
export function curves(
  rows: readonly Row[],
  title: string,
): Promise<Html> {
  const several = (field: string) =>
    new Set(rows.map((row) => row[field])).size > 1;
  return draw(rows, {
    mark: { type: "line", point: !several("epoch") }, // one epoch is no line
    encoding: {
      x: {
        field: "epoch",
        type: "quantitative",
        axis: { tickMinStep: 1, format: "d", grid: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        title,
        scale: { zero: false },
      },
      color: {
        field: "run",
        type: "nominal",
        sort: null,
        legend: several("run") ? {} : null,
      },
      strokeDash: {
        field: "part",
        type: "nominal",
        sort: null,
        legend: several("part") ? { symbolStrokeColor: INK } : null,
      },
    },
  });
}

/** Bars, one for each `name`, as long as its `count`. */
export function bars(rows: readonly Row[], title: string): Promise<Html> {
  return draw(rows, {
    mark: { type: "bar", color: "var(--first)" },
    height: { step: 18 },
    encoding: {
      x: {
        field: "count",
        type: "quantitative",
        title,
        axis: { tickCount: 5 },
      },
      y: { field: "name", type: "nominal", title: null, sort: null },
    },
  });
}

/** Dots of `confidence` against `accuracy`, beside the line where both agree. */
export function agreement(rows: readonly Row[]): Promise<Html> {
  const along = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [0, 1] },
    axis: { format: ".1f" },
  });
  return draw(rows, {
    height: 300,
    layer: [
      {
        data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] },
        mark: { type: "line", color: INK, opacity: 0.5, strokeDash: [4, 4] },
        encoding: {
          x: { field: "x", type: "quantitative" },
          y: { field: "y", type: "quantitative" },
        },
      },
      {
        mark: { type: "line", point: { size: 50 }, color: "var(--first)" },
        encoding: {
          x: along("confidence", "how sure it was"),
          y: along("accuracy", "how often it was right"),
        },
      },
    ],
  });
}

/** A chart of a vega-lite spec. */
async function draw(values: readonly Row[], chart: object): Promise<Html> {
  const [vega, lite] = await Promise.all([
    import("vega"),
    import("vega-lite"),
  ]);
  const spec: unknown = {
    width: 300,
    height: 200,
    config: CONFIG,
    data: { values },
    ...chart,
  };
  const compiled = lite.compile(spec as Parameters<typeof lite.compile>[0]);
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return new Html(svg);
}

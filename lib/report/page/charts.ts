/**
 * Charts as SVG, by echarts, which is loaded when the first chart is drawn.
 * Colours are the page's, so that a chart is light or dark with it.
 *
 * @module
 */

import { Html } from "./html.ts";

/** A line of dots: where it belongs, and its points. */
export interface Curve {
  /** The run it is of. */
  readonly run: string;
  /** What was measured: what is learned from, or what is held out. */
  readonly part: "training" | "validation";
  readonly points: readonly (readonly [x: number, y: number])[];
}

const INK = "currentColor";
const COLORS = ["var(--first)", "var(--second)"];

/** What echarts adds for scripts and pointers, of which a page has none. */
const FOR_POINTERS = / ecmeta_\w+="[^"]*"|<style[^]*<\/style>/g;

/** The size of a chart. */
const WIDTH = 400, HEIGHT = 260;

/** How far a chart is from the edges of its picture. */
const GRID = { left: 8, right: 16, top: 12, bottom: 8 };

/** Lines over epochs: a colour for each run, dashes for what is held out. */
export function curves(all: readonly Curve[], title: string): Promise<Html> {
  const runs = [...new Set(all.map(({ run }) => run))];
  return draw({
    legend: {
      show: all.length > 1,
      orient: "vertical",
      top: 0,
      right: 16,
      itemGap: 4,
      itemWidth: 32,
      textStyle: { color: INK },
    },
    grid: { ...GRID, top: all.length > 1 ? 20 * all.length + 8 : GRID.top },
    xAxis: {
      ...axis("epoch"),
      min: "dataMin",
      max: "dataMax",
      minInterval: 1,
      splitLine: { show: false },
    },
    yAxis: { ...axis(title), scale: true },
    series: all.map(({ run, part, points }) => ({
      type: "line",
      name: runs.length > 1 ? `${run}, ${part}` : part,
      data: points,
      symbol: points.length === 1 ? "circle" : "none", // one epoch is no line
      itemStyle: { color: COLORS[runs.indexOf(run)] },
      lineStyle: { width: 2, type: part === "validation" ? "dashed" : "solid" },
    })),
  });
}

/** Bars, one for each name. */
export function bars(
  counts: readonly (readonly [name: string, count: number])[],
  title: string,
): Promise<Html> {
  const longest = Math.max(...counts.map(([name]) => name.length));
  return draw({
    grid: { ...GRID, left: 8 + 5 * longest }, // names are wider than they are taken for
    xAxis: { ...axis(title), splitNumber: 4 },
    yAxis: {
      ...axis(""),
      type: "category",
      inverse: true,
      data: counts.map(([name]) => name),
      splitLine: { show: false },
    },
    series: [{ type: "bar", data: counts.map(([, count]) => count) }],
  }, { height: 80 + 20 * counts.length });
}

/** Dots of how sure against how often right, beside the line where both agree. */
export function agreement(
  points: readonly (readonly [confidence: number, accuracy: number])[],
): Promise<Html> {
  const share = { min: 0, max: 1 };
  return draw({
    xAxis: { ...axis("how sure it was"), ...share },
    yAxis: { ...axis("how often it was right"), ...share },
    series: [
      {
        type: "line",
        data: [[0, 0], [1, 1]],
        showSymbol: false,
        lineStyle: { color: INK, width: 1, type: "dashed", opacity: 0.6 },
      },
      {
        type: "line",
        data: points,
        symbol: "circle",
        symbolSize: 7,
        color: COLORS[0],
      },
    ],
  }, { height: WIDTH });
}

function axis(name: string) {
  return {
    name,
    type: "value",
    nameLocation: "middle",
    nameTextStyle: { color: INK },
    axisLabel: { color: INK },
    axisLine: { show: true, lineStyle: { color: INK } },
    axisTick: { lineStyle: { color: INK } },
    splitLine: { lineStyle: { color: INK, opacity: 0.15 } },
  };
}

async function draw(chart: object, { height = HEIGHT } = {}): Promise<Html> {
  const [core, { BarChart, LineChart }, parts, { SVGRenderer }] = await Promise
    .all([
      import("echarts/core"),
      import("echarts/charts"),
      import("echarts/components"),
      import("echarts/renderers"),
    ]);
  const { GridComponent, LegendComponent } = parts;
  core.use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);
  const size = { width: WIDTH, height };
  const drawn = core.init(null, null, { renderer: "svg", ssr: true, ...size });
  drawn.setOption({
    animation: false,
    color: COLORS,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: GRID,
    ...chart,
  });
  const svg = drawn.renderToSVGString();
  drawn.dispose();
  await new Promise((resolve) => setTimeout(resolve, 20)); // its last frame is due
  return new Html(svg.replace(FOR_POINTERS, ""));
}

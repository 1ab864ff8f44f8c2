import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parallelChart } from "../../../lib/report/chart/mod.ts";
import { faultOfXml } from "./_xml.ts";

const axes = [
  { label: "rate", values: [0.01, 0.1, 1], scale: "log" as const },
  { label: "activation", values: ["relu", "tanh", "relu"] },
  { label: "loss", values: [10, 0, undefined], inverted: true },
];
const best = [false, true, false];

/*
 * Worked by hand for 600 x 156: axes at 100, 300, 500; the plot from 44 to 144.
 * rate 0.01, 0.1 and 1 lie at 0, 1/2 and 1; of two names the first at 1/4 and the
 * second at 3/4; loss 10 at the bottom and 0 at the top, since it is inverted.
 */
Deno.test("parallelChart() draws each line through its position on each axis", () => {
  const svg = parallelChart({
    title: "t",
    width: 600,
    height: 156,
    axes,
    best,
  });
  const paths = [...svg.matchAll(/<path d="(M[\d.,LM]*)" fill="none"/g)]
    .map(([, d]) => d);
  assertEquals(paths, [
    "M100,144L300,119L500,144" + "M100,44L300,119", // the last setting has no loss
    "M100,94L300,69L500,44",
  ]);
  assertEquals(faultOfXml(svg), undefined);
  assertStringIncludes(
    svg,
    "<desc>rate: 0.01 to 1; activation: relu, tanh; loss: 0 to 10</desc>",
  );
});

Deno.test("parallelChart() escapes names", () => {
  const svg = parallelChart({
    title: "a < b",
    axes: axes.map((axis) => ({ ...axis, label: `${axis.label} <&>` })),
    best,
  });
  assertEquals(faultOfXml(svg), undefined);
});

Deno.test("parallelChart() refuses a single axis, and a log axis that starts at 0", () => {
  const title = "t";
  assertThrows(
    () => parallelChart({ title, axes: axes.slice(1, 2), best }),
    RangeError,
    "the chart must have at least 2 axes",
  );
  const zero = { label: "rate", values: [0, 1, 2], scale: "log" as const };
  assertThrows(
    () => parallelChart({ title, axes: [zero, zero], best }),
    RangeError,
    "rate on a log axis must be over 0: found 0",
  );
});

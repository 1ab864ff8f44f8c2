import {
  assert,
  assertEquals,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { SweepRow } from "../../../lib/report/mod.ts";
import { type PageSweep, sweepPage } from "../../../lib/report/page/sweep.ts";

/**
 * A sweep in which the loss grows with the index of the trial, and some trials
 * diverged.
 */
function sweep(count: number): PageSweep {
  const activations = ["relu", "<tanh>"];
  const rows = Array.from({ length: count }, (_, index): SweepRow => ({
    ...{ index, combination: index, seed: 1, epochs: 3, best: 3 },
    settings: {
      learningRate: 0.001 + index / count,
      "layers[0].activation": activations[index % 2],
    },
    ...(index % 10 === 9
      ? { status: "diverged" }
      : { status: "done", loss: 0.1 + index, accuracy: 0.5, model: "ab" }),
  }));
  return {
    ...{ name: "many & more", metric: "validationLoss", rows, count },
    paths: ["learningRate", "layers[0].activation"],
    ...{ logPaths: ["learningRate"], repeats: 1 },
  };
}

Deno.test("sweepPage() of 1,000 trials has charts and a table, no script, and at most 200,000 characters", () => {
  const page = sweepPage(sweep(1000));
  assert(page.length < 200_000, `${page.length}`);
  assertNotMatch(
    page,
    /<script|javascript:|\son\w+=|https?:(?!\/\/www\.w3\.org)/i,
  );
  assertStringIncludes(
    page,
    "1000 of 1000 trials are finished, 100 of them diverged",
  );
  // parallel coordinates and two fields, each chart in two widths
  assertEquals(page.match(/<svg /g)?.length, 6);
  assertStringIncludes(
    page,
    "the best 50 of 1000 combinations of settings; all finished trials are in table.csv",
  );
  assertStringIncludes(page, "many &amp; more");
  assertStringIncludes(page, "&lt;tanh&gt;");
  // the best tenth of the 200 drawn settings is in color
  const [, bold] = /<path d="([^"]*)" fill="none" stroke="var/.exec(page)!;
  assertEquals(bold.match(/M/g)?.length, 20);
});

Deno.test("sweepPage() of one trial, or of none, has no charts", () => {
  for (const count of [0, 1]) {
    const page = sweepPage(sweep(count));
    assertStringIncludes(page, `${count} of ${count} trials are finished`);
    assertNotMatch(page, /<svg/);
  }
});

Deno.test("sweepPage() shows the command if there is one, and prints no missing values", () => {
  const bare = sweepPage(sweep(5));
  assertStringIncludes(bare, "5 of 5 trials are finished");
  assertNotMatch(bare, /<pre|diverged|best settings on all|undefined|false/);
  const page = sweepPage({ ...sweep(5), command: "percept train a<b.yaml" });
  assertStringIncludes(page, "<pre>percept train a&lt;b.yaml</pre>");
  assertNotMatch(page, /undefined|false/);
});

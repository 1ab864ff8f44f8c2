import { assertEquals } from "@std/assert";
import { reference } from "../../../lib/engine/mod.ts";
import { evaluate } from "../../../lib/report/mod.ts";
import { firstLayer, layers } from "../../../lib/report/page/layers.ts";
import type { PageRun } from "../../../lib/report/page/mod.ts";
import { compile, frame, Mlp, type SpecInput } from "../../../mod.ts";

/** A network with the parameters 0, 0.01, 0.02 and so on. */
function network(layers: SpecInput["layers"], shape: readonly number[]): Mlp {
  const inputs = { shape } as SpecInput["inputs"];
  const { spec, plan } = compile({
    ...{ name: "a", inputs, layers },
    ...{ loss: "crossEntropy", learningRate: 1, epochs: 1 },
  });
  const numbers = Float32Array.from({ length: plan.size }, (_, n) => n / 100);
  return new Mlp(spec, plan, numbers, reference);
}

/** A run of a network, evaluated on one example of zeros with the label a. */
function runOf(mlp: Mlp): PageRun {
  const inputs = frame([Array(mlp.plan.inputs).fill(0)]);
  const targets = frame([[1, 0]]);
  const evaluation = evaluate(mlp, {
    ...{ name: "a", inputs, targets, part: "test", sources: [] },
    classes: ["a", "b"],
  });
  return { name: "a", record: {}, mlp, evaluation } as unknown as PageRun;
}

const softmax = { units: 2, activation: "softmax" } as const;
const alts = (html: { source: string } | undefined) =>
  [...html!.source.matchAll(/alt="([^"]*)"/g)].map(([, alt]) => alt);

Deno.test("firstLayer() draws the weights of each unit, channel by channel", async () => {
  const color = network([softmax], [2, 1, 3]);
  assertEquals(alts(await firstLayer({ mlp: color } as PageRun)), [
    ...[1, 2, 3].map((c) => `weights of unit 1, channel ${c}`),
    ...[1, 2, 3].map((c) => `weights of unit 2, channel ${c}`),
  ]);
  const gray = network([softmax], [2, 1, 1]);
  assertEquals(alts(await firstLayer({ mlp: gray } as PageRun)), [
    "weights of unit 1",
    "weights of unit 2",
  ]);
});

Deno.test("firstLayer() is undefined if the inputs are not images", async () => {
  const { spec, plan } = compile({
    ...{ name: "a", inputs: { units: 3 }, layers: [softmax] },
    ...{ loss: "crossEntropy", learningRate: 1, epochs: 1 },
  });
  const mlp = new Mlp(spec, plan, new Float32Array(plan.size), reference);
  assertEquals(await firstLayer({ mlp } as PageRun), undefined);
  assertEquals(await firstLayer({} as PageRun), undefined);
});

Deno.test("layers() draws channels of more than one pixel as images, others as a row", async () => {
  const conv = { type: "conv2d", name: "conv", filters: 2 } as const;
  const flat = { type: "flatten", name: "row" } as const;
  const column = network(
    [{ ...conv, kernelSize: 1 }, flat, softmax],
    [3, 1, 1],
  );
  assertEquals(alts(await layers(runOf(column))), [
    "the example, a",
    "channel 1 of conv",
    "channel 2 of conv",
    "outputs of output, 2 to a line",
  ]);
  const point = network(
    [{ ...conv, kernelSize: [3, 1] }, flat, softmax],
    [3, 1, 1],
  );
  assertEquals(alts(await layers(runOf(point))), [
    "the example, a",
    "outputs of conv, 2 to a line",
    "outputs of output, 2 to a line",
  ]);
});

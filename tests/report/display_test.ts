import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  type ByteFrame,
  compile,
  display,
  type DisplayTexts,
  frame,
  type TrainResult,
} from "../../mod.ts";
import { faultOfXml } from "./chart/_xml.ts";

/** The texts that Deno's Jupyter kernel gets for a value. */
function shown(value: object): DisplayTexts {
  return (value as Record<symbol, () => DisplayTexts>)
    [Symbol.for("Jupyter.display")]();
}

/** The cell texts of each row in an HTML table. */
function cells(html: string): string[][] {
  return html.split("<tr>").slice(1).map((row) =>
    [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text]) => text)
  );
}

const mlp = compile({
  name: "digits",
  layers: [{ units: 30, activation: "relu" }, { units: 10 }],
  learningRate: 1,
  epochs: 1,
}, { inputs: 64 });

Deno.test("an Mlp has a Jupyter display: a table of layers, shapes and parameters", () => {
  for (const value of [mlp, display(mlp)]) {
    const { "text/html": html, "text/plain": plain } = shown(value);
    assertEquals(cells(html), [
      ["layer", "type", "output", "activation", "parameters", "multiply-adds"],
      ["input", "", "64", "", "", ""],
      ["hidden1", "dense", "30", "relu", "1,950", "1,920"], // (64 + 1) * 30
      ["output", "dense", "10", "sigmoid", "310", "300"], // (30 + 1) * 10
      ["total", "", "", "", "2,260", "2,220"],
    ]);
    assertEquals(faultOfXml(html), undefined);
    assertMatch(plain, /^digits\n/);
    assertMatch(plain, /hidden1 +dense +30 +relu +1,950 +1,920\n/);
  }
  assertEquals(Object.keys(mlp).includes("Jupyter.display"), false);
});

Deno.test("display() shows the result of a training as charts, with its last metrics", async (t) => {
  const epochs = [0.5, 0.25].map((loss, e) => ({
    ...{ epoch: e + 1, epochs: 2, examples: 4, count: 4 },
    ...{ loss, accuracy: 0.5 + e / 4, elapsedMs: 1 },
    validation: { loss: 2 * loss, accuracy: 0.5 },
  }));
  const result: TrainResult = { loss: 0.25, accuracy: 0.75, epochs };
  await t.step("HTML", () => {
    const html = shown(display(result))["text/html"];
    const charts = html.match(/<svg [^]*?<\/svg>/g)!;
    assertEquals(charts.map(faultOfXml), [undefined, undefined]);
    assertMatch(charts[0], /<desc>training: from 0.5 at epoch 1 to 0.25 at/);
    assertMatch(charts[1], /<title>accuracy of each epoch<\/title>/);
    assertMatch(html, /^<p>2 epochs: loss 0.25, accuracy 0.7500<\/p>/);
  });
  await t.step("text", () => {
    const lines = shown(display(result))["text/plain"].split("\n");
    assertEquals(lines.slice(0, 2), [
      "2 epochs: loss 0.25, accuracy 0.7500",
      "validation loss 0.5000 accuracy 0.5000",
    ]);
  });
  await t.step("a real result of a regression", async () => {
    const line = compile({
      name: "line",
      layers: [{ units: 1, activation: "identity" }],
      ...{ learningRate: 0.1, epochs: 3 },
    }, { inputs: 1 });
    const result = await line.train(
      frame([[1], [2], [3]]),
      frame([[2], [5], [9]]),
    );
    const html = shown(display(result))["text/html"];
    assertEquals(html.match(/<svg /g)?.length, 1); // no accuracy
  });
});

Deno.test("display() shows the first rows and columns of a frame", async (t) => {
  await t.step("all of a small frame", () => {
    const texts = shown(display(frame([[0.1, 20], [3, 4]])));
    assertEquals(
      texts["text/plain"],
      "2 rows x 2 columns\n0.1  20\n3    4",
    );
    assertEquals(cells(texts["text/html"]), [
      ["row", "0", "1"],
      ["0", "0.1", "20"],
      ["1", "3", "4"],
    ]);
  });
  await t.step("part of a large frame of bytes", () => {
    const bytes: ByteFrame = {
      ...{ rows: 1352, columns: 64, scale: [0, 1] },
      data: new Uint8Array(1352 * 64).fill(7),
    };
    const texts = shown(display(bytes));
    const lines = texts["text/plain"].split("\n");
    assertEquals(
      lines[0],
      "1,352 rows x 64 columns, bytes with the scale 0 to 1",
    );
    assertEquals(lines[1], `${"7  ".repeat(12)}...`);
    assertEquals(lines.slice(11), ["... and 1,342 more rows"]);
    assertEquals(faultOfXml(`<div>${texts["text/html"]}</div>`), undefined);
    assertEquals(cells(texts["text/html"]).length, 11);
  });
  await t.step("no rows", () => {
    const texts = shown(display(frame([])));
    assertEquals(texts["text/plain"], "0 rows x 0 columns");
  });
});

Deno.test("display() refuses values that it cannot show", () => {
  for (const value of [5, null, undefined, "runs/digits", [[1]], {}]) {
    assertThrows(
      () => display(value as never),
      TypeError,
      "the value for display() must be an Mlp, the result of train() or a frame: found ",
    );
  }
});

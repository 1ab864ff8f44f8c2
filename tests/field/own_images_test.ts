/**
 * The networks of the specs, tested on digits that a script draws.
 *
 * @module
 */

import { assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import {
  compile,
  DatasetError,
  exportJs,
  loadDataset,
  type Mlp,
  parseSpec,
  type Rgba,
} from "../../mod.ts";
import { draw, type Drawing, drawings } from "../image/_drawn.ts";
import { MNIST, mnistDir, needing, READ } from "../_needing.ts";

/**
 * The trained network of a spec. The network of MNIST is trained for one epoch.
 */
async function trained(file: "digits" | "mnist"): Promise<Mlp> {
  const text = await Deno.readTextFile(
    new URL(`../../specs/${file}.yaml`, import.meta.url),
  );
  const isMnist = file === "mnist";
  const overrides = isMnist ? { epochs: 1 } : {};
  const spec = { ...parseSpec(text), ...overrides };
  const data = await loadDataset(spec, isMnist ? { data: mnistDir } : {});
  const mlp = compile(spec, { data });
  await mlp.train(data.train.inputs, data.train.targets);
  return mlp;
}

/** The predicted class of an image, or undefined if it is refused. */
function classOf(mlp: Mlp, image: Rgba): string | undefined {
  try {
    return mlp.classify(image).class;
  } catch (error) {
    if (error instanceof DatasetError) return undefined;
    throw error;
  }
}

/**
 * The share of 160 drawings with a correct prediction, and the wrong ones by
 * kind.
 */
async function readRight(mlp: Mlp): Promise<{ share: number; text: string }> {
  const wrong: string[] = [],
    all = [...drawings(1), ...drawings(2)].slice(0, 160);
  for (const { kind, drawing } of all) {
    const found = classOf(mlp, await draw(drawing));
    if (found !== `${drawing.digit}`) {
      wrong.push(`${kind}: ${drawing.digit} as ${found}`);
    }
  }
  return { share: 1 - wrong.length / all.length, text: wrong.join("\n") };
}

Deno.test({
  ...needing(
    "the network of specs/digits.yaml predicts 95 % of 160 drawn digits correctly",
    READ,
  ),
  async fn(t) {
    const mlp = await trained("digits");
    await t.step("95 % of all drawings", async () => {
      const { share, text } = await readRight(mlp);
      assertGreaterOrEqual(share, 0.95, text);
    });
    await t.step(
      "the same prediction at any position, on any background, in any size",
      () => assertSame(mlp),
    );
    await t.step(
      "the exported JavaScript gives exactly the same predictions",
      async () => {
        const { classify } = await import(
          `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
        );
        for (const { drawing } of drawings(3).filter((_, d) => d % 7 === 0)) {
          const image = await draw(drawing);
          assertEquals(classify(image), mlp.classify(image));
        }
        const numbers = { width: 2, height: 2, data: Array(16).fill(0) };
        const short = { width: 9, height: 9, data: new Uint8Array(4) };
        for (const image of [null, numbers, short] as unknown as Rgba[]) {
          for (const refuse of [classify, (i: Rgba) => mlp.classify(i)]) {
            assertThrows(
              () => refuse(image),
              TypeError,
              "image must have width, height and data",
            );
          }
        }
      },
    );
  },
});

Deno.test({
  ...needing(
    "after one epoch, the network of specs/mnist.yaml predicts 85 % of 160 drawn digits correctly",
    MNIST,
  ),
  async fn(t) {
    const mlp = await trained("mnist");
    await t.step("85 % of all drawings", async () => {
      const { share, text } = await readRight(mlp);
      assertGreaterOrEqual(share, 0.85, text);
    });
    await t.step(
      "the same prediction at any position, on any background, in any size",
      () => assertSame(mlp),
    );
  },
});

/**
 * Asserts that the prediction for a light digit in the middle of a dark image
 * is the same for variants of the image.
 */
async function assertSame(mlp: Mlp): Promise<void> {
  for (let digit = 0; digit < 10; digit++) {
    const image = (drawing: Partial<Drawing>) =>
      draw({
        ...{ digit, width: 200, height: 200, size: 0.6, at: [0.5, 0.5] },
        ...{ pen: 0.1, turn: 0, ink: 255, paper: 0, seed: 1 },
        ...drawing,
      });
    if (classOf(mlp, await image({})) !== `${digit}`) continue;
    for (
      const other of [
        { ink: 0, paper: 255 },
        { at: [0.05, 0.9] },
        { ink: 60, paper: 190, at: [0.9, 0.1] },
        { width: 300, height: 600, size: 0.4 },
      ] satisfies Partial<Drawing>[]
    ) {
      const found = classOf(mlp, await image(other));
      assertEquals(found, `${digit}`, JSON.stringify(other));
    }
  }
}

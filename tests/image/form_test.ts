import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { imageForm, isImageForm } from "../../lib/image/mod.ts";
import { loadDataset } from "../../mod.ts";
import { checkSpec } from "../../lib/spec/mod.ts";
import { random } from "../../lib/random.ts";
import { MNIST, mnistDir, needing } from "../_needing.ts";

/** Loads a dataset with its images. */
async function images(dataset: "digits" | "mnist") {
  const layers = [{ units: 10 }];
  const spec = checkSpec({
    ...{ name: "a", dataset, layers, learningRate: 1, epochs: 1 },
  });
  const where = dataset === "mnist" ? { data: mnistDir } : {};
  return await loadDataset(spec, where);
}

Deno.test("imageForm() describes the packaged digits: 8 rows high, deskewed, with a constant amount of ink", async () => {
  const { form } = await images("digits");
  const { ground, drawn } = form!;
  assertEquals(ground, "dark");
  assertEquals(drawn!.box, [6, 8]);
  assertEquals(drawn!.center, { by: "box", x: 4, y: 4 });
  assertEquals(drawn!.isSheared, true);
  assertEquals(drawn!.ink.by, "mass");
});

Deno.test({
  ...needing(
    "imageForm() describes MNIST: 20 of 28 pixels, centered by mass",
    MNIST,
  ),
  async fn() {
    const { form } = await images("mnist"); // as described on yann.lecun.com/exdb/mnist
    const { ground, drawn } = form!;
    assertEquals(ground, "dark");
    assertEquals(drawn!.box, [20, 20]);
    assertEquals(drawn!.center.by, "mass");
    assertAlmostEquals(drawn!.center.x, 14.5, 0.1);
    assertAlmostEquals(drawn!.center.y, 14.5, 0.1);
    assertEquals([drawn!.isSheared, drawn!.ink.by], [undefined, "stroke"]);
  },
});

/** 100 images, each with a bar of a given position and size. */
function bars(
  bar: (
    chance: ReturnType<typeof random>,
  ) => readonly [x: number, y: number, wide: number, high: number],
): Uint8Array {
  const chance = random(1, "bars"), bytes = new Uint8Array(100 * 256);
  for (let b = 0; b < 100; b++) {
    const [x, y, wide, high] = bar(chance);
    for (let j = y; j < y + high; j++) {
      bytes.fill(255, b * 256 + j * 16 + x, b * 256 + j * 16 + x + wide);
    }
  }
  return bytes;
}

const size = { width: 16, height: 16 };

Deno.test("imageForm() finds the common form of training images", async (t) => {
  await t.step("bars of height 10, with a centered bounding box", () => {
    const { ground, drawn } = imageForm(
      bars((chance) => [6 + chance.below(2), 3, 3, 10]),
      size,
    )!;
    assertEquals([ground, drawn?.box], ["dark", [3, 10]]);
    assertAlmostEquals(drawn!.center.y, 8, 0.01);
  });
  await t.step("the same bars in black on white", () => {
    const white = bars(() => [6, 3, 3, 10]).map((byte) => 255 - byte);
    const { ground, drawn } = imageForm(white, size)!;
    assertEquals([ground, drawn?.box], ["light", [3, 10]]);
  });
  await t.step("the same bars as bytes 0 and 1", () => {
    const ones = bars(() => [6, 3, 3, 10]).map((byte) => byte / 255);
    const form = imageForm(ones, size)!;
    assertEquals([form.full, form.drawn?.box], [1, [3, 10]]);
  });
  await t.step("bars of different sizes: the form has no drawing", () => {
    const any = bars((chance) => [
      6,
      4,
      2 + chance.below(5),
      3 + chance.below(8),
    ]);
    assertEquals(imageForm(any, size), { ground: "dark" });
  });
  await t.step("bars at different positions: the form has no drawing", () => {
    const form = imageForm(
      bars((chance) => [1 + chance.below(11), 1 + chance.below(4), 3, 10]),
      size,
    );
    assertEquals(form, { ground: "dark" });
  });
  await t.step(
    "nine of ten images decide the background, and few blank images do not matter",
    () => {
      const some = bars(() => [6, 3, 3, 10]);
      some.fill(255, 90 * 256); // ten of 100 images are white
      assertEquals(imageForm(some, size)!.ground, "dark");
      some.fill(255, 89 * 256);
      assertEquals(imageForm(some, size)!.ground, "varied");
      const blank = bars(() => [6, 3, 3, 10]);
      const whole = imageForm(blank, size)!;
      blank.fill(0, 95 * 256);
      assertEquals(imageForm(blank, size), whole);
      const right = bars(() => [10, 3, 3, 10]);
      right.fill(0, 90 * 256); // blank images do not count for the center
      assertEquals(imageForm(right, size)!.drawn!.center.by, "box");
      blank.fill(0, 80 * 256);
      assertEquals(imageForm(blank, size), { ground: "dark" });
    },
  );
  await t.step("photos have a varied background", () => {
    const chance = random(1, "photos");
    const bytes = Uint8Array.from(
      { length: 100 * 256 },
      () => chance.below(256),
    );
    assertEquals(imageForm(bytes, size), { ground: "varied" });
  });
  await t.step("images smaller than 8 x 8 have no form", () => {
    const tiny = { width: 7, height: 9 };
    assertEquals(imageForm(new Uint8Array(63), tiny), undefined);
  });
});

Deno.test("isImageForm() refuses missing, unknown and invalid fields", () => {
  const drawn = {
    box: [20, 20],
    center: { by: "mass", x: 14, y: 14 },
    ink: { by: "stroke", amount: 2 },
  };
  assert(isImageForm({ ground: "dark", drawn }));
  assert(isImageForm({ ground: "varied" }));
  for (
    const wrong of [
      undefined,
      {},
      { ground: "gray" },
      { ground: "dark", more: 1 },
      { ground: "dark", full: 0 },
      { ground: "dark", drawn: { ...drawn, box: [20] } },
      { ground: "dark", drawn: { ...drawn, box: [0, 20] } },
      { ground: "dark", drawn: { ...drawn, box: [NaN, 20] } },
      { ground: "dark", drawn: { ...drawn, center: { by: "mass", x: 1 } } },
      { ground: "dark", drawn: { ...drawn, isSheared: false } },
      { ground: "dark", drawn: { ...drawn, ink: { by: "pen", amount: 1 } } },
      { ground: "dark", drawn: { ...drawn, other: 1 } },
    ]
  ) assertEquals(isImageForm(wrong), false, JSON.stringify(wrong));
});

Deno.test("imageForm() has a background if nine of ten images have it at three fifths of their edge pixels", () => {
  const side = 8, area = side * side, edge = 28;
  /**
   * The background of images of which `some` have `dark` dark edge pixels, and
   * the others none.
   */
  const groundOf = (count: number, some: number, dark: number, light = 255) => {
    const bytes = new Uint8Array(count * area);
    for (let b = 0; b < count; b++) {
      let left = b < some ? dark : 0;
      for (let p = 0; p < area; p++) {
        const x = p % side, y = Math.floor(p / side);
        const isEdge = [x, y].some((at) => at === 0 || at === side - 1);
        bytes[b * area + p] = isEdge && left-- > 0 ? 255 - light : light;
      }
    }
    return imageForm(bytes, { width: side, height: side })!.ground;
  };
  assertEquals(groundOf(10, 9, edge), "dark");
  assertEquals(groundOf(10, 8, edge), "varied");
  assertEquals(groundOf(10, 1, edge), "light");
  assertEquals(groundOf(10, 2, edge), "varied");
  assertEquals(groundOf(10, 10, 17), "dark"); // 16.8 of 28
  assertEquals(groundOf(10, 10, 16), "varied");
  assertEquals(groundOf(10, 10, edge, 255 - 32), "dark"); // within the limit of 32
  assertEquals(groundOf(10, 10, edge, 255 - 33), "varied");
  // 500 of the 600 images are measured
  assertEquals(groundOf(600, 540, edge), "dark");
});

Deno.test("imageForm() measures all images up to 500, and 500 of a larger number", () => {
  const area = 64, size = { width: 8, height: 8 };
  const groundOf = (count: number, isDark: (b: number) => boolean) =>
    imageForm(
      Uint8Array.from(
        { length: count * area },
        (_, n) => isDark(Math.floor(n / area)) ? 0 : 255,
      ),
      size,
    )!.ground;
  assertEquals(groundOf(500, (b) => b % 2 === 0), "varied");
  assertEquals(groundOf(1000, (b) => b % 2 === 0), "dark"); // every second image is measured
  assertEquals(groundOf(1000, (b) => b % 2 === 1), "light");
});

Deno.test("imageForm() accepts black images, and returns undefined for images that are too small", () => {
  const of = (width: number, height: number) =>
    imageForm(new Uint8Array(2 * width * height), { width, height });
  assertEquals(of(8, 8), { ground: "dark" });
  assertEquals([of(7, 8), of(8, 7)], [undefined, undefined]);
});

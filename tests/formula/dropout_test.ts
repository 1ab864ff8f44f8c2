import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { dropoutKey, dropoutMask } from "../../lib/formula/mod.ts";

Deno.test("dropoutMask() drops the given fraction of units and of examples, within 5 standard deviations", async (t) => {
  const count = 300;
  for (const share of [0.1, 0.5, 0.9]) {
    await t.step(`${share}`, () => {
      const mask = dropoutMask(dropoutKey(1, 0, 1), share);
      const byExample = new Float64Array(count),
        byUnit = new Float64Array(count);
      for (let example = 0; example < count; example++) {
        for (let unit = 0; unit < count; unit++) {
          const m = mask(example, unit);
          assert(m === 0 || m === 1 / (1 - share));
          if (m !== 0) continue;
          byExample[example]++;
          byUnit[unit]++;
        }
      }
      const deviation = Math.sqrt(count * share * (1 - share));
      for (const dropped of [...byExample, ...byUnit]) {
        assertLessOrEqual(Math.abs(dropped - count * share), 5 * deviation);
      }
      const all = byUnit.reduce((sum, dropped) => sum + dropped, 0);
      const off = Math.abs(all - count * count * share);
      assertLessOrEqual(off, 5 * deviation * Math.sqrt(count));
    });
  }
});

Deno.test("dropoutMask() differs in half of the units for another seed, layer, epoch or example", async (t) => {
  const units = Array.from({ length: 2000 }, (_, unit) => unit);
  const masks = (key: number, example: number) =>
    units.map((unit) => dropoutMask(key, 0.5)(example, unit));
  const first = masks(dropoutKey(1, 0, 1), 0);
  const cases: [name: string, mask: number[]][] = [
    ["seed", masks(dropoutKey(2, 0, 1), 0)],
    ["layer", masks(dropoutKey(1, 1, 1), 0)],
    ["epoch", masks(dropoutKey(1, 0, 2), 0)],
    ["example", masks(dropoutKey(1, 0, 1), 1)],
    ["unit", masks(dropoutKey(1, 0, 1), 0).map((_, u, all) => all[u ^ 1])],
  ];
  for (const [name, mask] of cases) {
    await t.step(name, () => {
      const same = mask.filter((m, unit) => m === first[unit]).length;
      assertLessOrEqual(Math.abs(same - 1000), 5 * Math.sqrt(500));
    });
  }
  assertEquals(masks(dropoutKey(1, 0, 1), 0), first);
});

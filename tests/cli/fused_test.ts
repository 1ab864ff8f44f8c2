import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";
import { readJson, train } from "./_short.ts";

drive(
  "train prints and records the engine fused, and the condition of its results",
  async (folder) => {
    const caution =
      "the bits of the results depend on whether the processor has fused multiply-add";
    const { code, err } = await train(folder, {}, "--engine", "fused");
    assertEquals(code, 0, err);
    assertStringIncludes(err, `\nwith the engine fused, ${caution}\n`);
    const record = await readJson(`${folder}/run/run.json`);
    assertEquals([record.engine, record.caution], ["fused", caution]);
    const explained = await run(
      "explain",
      folder,
      "spec.json",
      "--engine",
      "fused",
    );
    assertStringIncludes(
      explained.out,
      `# engine: fused (--engine; ${caution})`,
    );
    const verified = await run("train", folder, "run", "--verify");
    assertEquals(verified.code, 0, verified.err);
    assertStringIncludes(verified.out, `; with the engine fused, ${caution}\n`);
    const longer = await run("train", folder, "run", "--epochs", "4");
    assertEquals(longer.code, 0, longer.err);
    const plain = await train(folder, {}, "--out", "plain");
    assertEquals(plain.err.includes(caution), false);
    assertEquals((await readJson(`${folder}/plain/run.json`)).engine, "wasm");
  },
);

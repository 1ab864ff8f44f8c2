import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";
import { train } from "./_short.ts";

drive(
  "explain prints one run, or two runs side by side with their differences",
  async (folder) => {
    await train(folder);
    await train(folder, {}, "--seed", "2");
    const one = await run("explain", folder, "run");
    assertEquals([one.code, one.err], [0, ""]);
    assertMatch(one.out, /^run\n\n/);
    assertMatch(one.out, /^status +done$/m);
    const two = await run("explain", folder, "run", "run-2");
    assertMatch(two.out, /^≠ seed +1 +2$/m);
    assertMatch(two.out, /^ {2}status +done +done$/m);
    assertEquals(
      two.out.includes("data.train.sha256"),
      false,
      "it is the same",
    );
    const all = await run("explain", folder, "run", "run-2", "--all");
    assertMatch(all.out, /^ {2}data.train.sha256 +(\w+…) +\1$/m);
    const three = await run("explain", folder, "run", "run-2", "run");
    assertMatch(three.out, /^≠ seed +1 +2 +1$/m);
    const json = await run("explain", folder, "run", "run-2", "--json");
    const seeds = JSON.parse(json.out).map(({ seed }: { seed: number }) =>
      seed
    );
    assertEquals(seeds, [1, 2]);
    const wrong = await run("explain", folder, "run", "spec.json");
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.err, "spec.json must be the folder of a run");
  },
);

import { assertEquals, assertMatch } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const xor = inProject("specs/xor.yaml"),
  digits = inProject("specs/digits.yaml");

Deno.test({
  ...needing("explain prints the engine of a spec, and the reason", COMMAND),
  async fn(t) {
    const cases: [args: string[], line: RegExp][] = [
      [
        [],
        /^# engine: wasm \(the default\), 1 thread on this machine$/m,
      ],
      [
        ["--engine", "reference"],
        /^# engine: reference \(--engine\), 1 thread/m,
      ],
      [
        ["--set", "precision=float64"],
        /^# engine: reference \(float64 runs only on the reference engine\), 1 thread on this machine$/m,
      ],
    ];
    for (const [args, line] of cases) {
      await t.step(args.join(" "), async () => {
        const { code, out } = await run(
          "explain",
          inProject("."),
          xor,
          ...args,
        );
        assertEquals(code, 0);
        assertMatch(out, line);
      });
    }
    await t.step("--json", async () => {
      const mnist = inProject("specs/mnist.yaml");
      const args = [mnist, "--json", "--threads", "2"];
      const { out } = await run("explain", inProject("."), ...args);
      const why = "the default";
      assertEquals(JSON.parse(out).engine, { name: "wasm", why, threads: 2 });
    });
  },
});

Deno.test({
  ...needing(
    "an unknown engine, or an engine that cannot run the spec, is refused",
    COMMAND,
  ),
  async fn(t) {
    const cases: [args: string[], err: RegExp][] = [
      [
        ["--engine", "fast"],
        /^error: --engine must be one of wasm, reference, fused: found "fast"/,
      ],
      [
        ["--engine", "wasm", "--set", "precision=float64"],
        /^error: --engine must be an engine that can run the network: found wasm, but float64 runs only on the reference engine/,
      ],
      [
        ["--threads", "0"],
        /^error: --threads must be a whole number of at least 1/,
      ],
    ];
    for (const verb of ["explain", "train"] as const) {
      for (const [args, err] of cases) {
        await t.step(`${verb} ${args.join(" ")}`, async () => {
          const outcome = await run(verb, inProject("."), xor, ...args);
          assertEquals([outcome.code, outcome.out], [2, ""]);
          assertMatch(outcome.err, err);
        });
      }
    }
  },
});

Deno.test({
  ...needing(
    "train gives the same model on 1 and on 3 threads, and records the number of threads",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const trained = async (...args: string[]) => {
        const some = ["--epochs", "2", "--set", "layers[0].units=300"];
        const ended = await run("train", folder, digits, ...some, ...args);
        assertEquals(ended.code, 0, ended.err);
        const [, path] = ended.out.match(/^model: (\S+)$/m)!;
        const record = `${folder}/${path.replace(/\/[^/]+$/, "")}/run.json`;
        const { engine, threads, model } = JSON.parse(
          Deno.readTextFileSync(record),
        );
        return { engine, threads, sha256: model.sha256 };
      };
      const [one, three] = [
        await trained("--threads", "1"),
        await trained("--threads", "3"),
      ];
      assertEquals([one.engine, one.threads], ["wasm", 1]);
      assertEquals(three, { ...one, threads: 3 });
      const slow = await trained("--engine", "reference");
      assertEquals([slow.engine, slow.threads], ["reference", 1]);
    }),
});

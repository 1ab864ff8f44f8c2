import { assertEquals, assertMatch } from "@std/assert";
import { reference } from "../../lib/engine/mod.ts";
import { compile, loadDataset, parseSpec } from "../../mod.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const xor = inProject("specs/xor.yaml");

Deno.test({
  ...needing(
    "explain SPEC --step prints the same step that a run of the spec makes",
    COMMAND,
  ),
  async fn() {
    const folder = inProject("."), step = ["--step", "4", "--json"];
    const { code, out } = await run("explain", folder, xor, ...step);
    assertEquals(code, 0);
    const { epoch, layers } = JSON.parse(out);
    assertEquals(epoch, 1);
    // the parameters after the last step of epoch 1 are those after one epoch
    // of training
    const text = await Deno.readTextFile(xor);
    const spec = parseSpec(text.replace("epochs: 5000", "epochs: 1"));
    const { train: { inputs, targets } } = await loadDataset(spec);
    const mlp = compile(spec, { engine: reference });
    await mlp.train(inputs, targets);
    const after = layers.flatMap(({ after }: { after: number[] }) => after);
    assertEquals(after, [...mlp.parameters]);
  },
});

Deno.test({
  ...needing("explain SPEC --step reports an error in one line", COMMAND),
  async fn(t) {
    const cases: [args: string[], code: number, err: RegExp][] = [
      [["--step", "20001"], 2, /^error: step must be one of the 20000 steps/],
      [["--example", "2"], 2, /^error: example must be one of the 1 examples/],
      [["--step", "0"], 2, /^error: --step must be a whole number of at least/],
      [
        ["--step", "1", "--engine", "wasm"],
        2,
        /^error: --engine must be omitted with --step, which always uses the reference engine/,
      ],
    ];
    for (const [args, code, err] of cases) {
      await t.step(args.join(" "), async () => {
        const outcome = await run("explain", inProject("."), xor, ...args);
        assertEquals([outcome.code, outcome.out], [code, ""]);
        assertMatch(outcome.err, err);
        assertEquals(outcome.err.trimEnd().split("\n").length, 1);
      });
    }
  },
});

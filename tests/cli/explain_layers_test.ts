import { assertEquals, assertMatch } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const spec = `name: small
dataset: digits
layers:
  - { name: edges, type: conv2d, filters: 9, kernelSize: 3, padding: same }
  - { name: pool, type: maxPool2d }
  - { name: row, type: flatten }
  - { units: 10, activation: softmax }
loss: crossEntropy
learningRate: 0.1
epochs: 1
`;

Deno.test({
  ...needing(
    "explain RUN --layers draws the layers of a network on images",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/small.yaml`, spec);
      const trained = await run(
        "train",
        folder,
        "small.yaml",
        "--limit",
        "200",
      );
      assertEquals(trained.code, 0, trained.err);
      const xor = inProject("specs/xor.yaml");
      await run("train", folder, xor, "--epochs", "1");
      await t.step(
        "drawn with characters if stdout is not a terminal",
        async () => {
          const { code, out, err } = await run(
            ...["explain", folder, "runs/small", "--layers"] as const,
          );
          assertEquals([code, err], [0, ""]);
          assertMatch(
            out,
            /^edges: weights of the first layer, 9 filters of 3 x 3/,
          );
          assertMatch(out, /\nfilters 1 to 8, not shown: 1\n/);
          assertMatch(out, /\nright: test row \d+, label (\d), guess \1 /);
          assertMatch(
            out,
            /\nwrong: test row \d+, label (\d), guess (?!\1)\d /,
          );
          assertMatch(out, /\npool: maxPool2d, 4 x 4 x 9, 0 to /);
          assertMatch(out, /^[\n ~0-9a-zA-Z.,:;"+█▓▒░▀▄▁▂▃▅▆▇-]*$/); // no escape sequences
          const lines = out.split("\n").map((line) => [...line].length);
          assertEquals(lines.filter((columns) => columns > 80), []);
        },
      );
      const cases: [args: string[], code: number, err: RegExp][] = [
        [
          ["runs/xor"],
          1,
          /must be used with a run that was trained on images: found runs\/xor, which was trained on inline/,
        ],
        [
          ["small.yaml"],
          2,
          /--layers must be used with the folder of a run: found the spec/,
        ],
        [
          ["runs/small", "runs/xor"],
          2,
          /must be used with one RUN and without --json and --report: found also runs\/xor/,
        ],
        [
          ["runs/small", "--json"],
          2,
          /must be used with one RUN and without .* found also --json/,
        ],
      ];
      for (const [args, code, expected] of cases) {
        await t.step(args.join(" "), async () => {
          const outcome = await run("explain", folder, ...args, "--layers");
          assertEquals([outcome.code, outcome.out], [code, ""]);
          assertMatch(outcome.err, expected);
        });
      }
    }),
});

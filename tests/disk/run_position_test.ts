import { assertEquals, assertThrows } from "@std/assert";
import { mustBeWithin } from "../../lib/disk/run_position.ts";
import { ModelError } from "../../lib/format/safetensors.ts";

/** Checks a position in a run of 5 epochs with 10 examples and batches of 4. */
function hold(
  epochs: number,
  examples: number,
  { correct = 0, steps = 0, name = `${epochs}+${examples}.safetensors` } = {},
): void {
  const checkpoint = {
    figures: Array(epochs).fill({}),
    sums: { loss: 0, correct, examples },
    state: { steps, moments: [] },
  };
  mustBeWithin(checkpoint as never, name, { batchSize: 4 } as never, {
    examples: 10,
    epochs: 5,
  });
}

Deno.test("mustBeWithin() accepts positions between the batches of all epochs", () => {
  hold(0, 0);
  hold(0, 4, { correct: 4, steps: 1 });
  hold(2, 8, { steps: 3 + 3 + 2 });
  hold(4, 10, { steps: 5 * 3 }); // the last batch has two examples
  hold(5, 0, { steps: 5 * 3 });
});

Deno.test("mustBeWithin() refuses all other positions", async (t) => {
  const cases: Record<string, () => void> = {
    "inside a batch": () => hold(0, 3),
    "more examples than there are": () => hold(0, 12),
    "after the last epoch": () => hold(5, 4),
    "more epochs than there are": () => hold(6, 0),
    "more correct predictions than examples": () => hold(1, 4, { correct: 5 }),
    "more steps than batches": () => hold(1, 4, { steps: 5 }),
    "another name": () => hold(1, 4, { name: "1+8.safetensors" }),
  };
  for (const [name, what] of Object.entries(cases)) {
    await t.step(name, () => {
      const { message } = assertThrows(what, ModelError);
      assertEquals(
        message.split(": found")[0],
        "the checkpoint's position must be at the start or the end of a batch (batch size 4, 10 examples, 5 epochs)",
      );
    });
  }
});

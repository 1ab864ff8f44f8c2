import { assertEquals } from "@std/assert";
import { validationLine } from "../../lib/report/validation_line.ts";

const epochs = [0.5, 0.25, 0.125].map((loss, e) => ({
  ...{ epoch: e + 1, epochs: 9, examples: 4, count: 4, loss },
  ...{ accuracy: 0.75, elapsedMs: 0 },
}));
const held = epochs.map((epoch) => ({
  ...epoch,
  validation: { loss: epoch.loss / 10, accuracy: epoch.epoch / 4 },
}));

Deno.test("validationLine() shows the metrics on validation examples, and the epoch whose weights were kept", () => {
  const line = (reports: typeof epochs, best?: number) =>
    validationLine({ epochs: reports, best });
  assertEquals(line(epochs), undefined);
  assertEquals(line(held), "validation loss 0.0125 accuracy 0.7500");
  assertEquals(line(epochs, 2), "epoch 2 of 3 was the best");
  assertEquals(
    line(held, 2),
    "epoch 2 of 3 was the best: validation loss 0.0250 accuracy 0.5000",
  );
});

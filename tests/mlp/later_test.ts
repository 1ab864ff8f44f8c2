import { assert, assertEquals, assertRejects } from "@std/assert";
import { compile, frame, type Progress, wasm } from "../../mod.ts";
import { type Engine, type Program, reference } from "../../lib/engine/mod.ts";
import { random } from "../../lib/random.ts";
import { watching } from "../pool/_workers.ts";

/** An engine whose results are promises that resolve after a timer. */
function later(engine: typeof reference): Engine {
  const soon = async <T>(answer: T): Promise<T> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return answer;
  };
  return {
    ...engine,
    ...{ name: `later ${engine.name}`, exact: false },
    program(...args): Program {
      const program = engine.program(...args);
      return {
        grain: program.grain,
        learnFrom: (examples) => soon(program.learnFrom(examples)),
        parameters: () => soon(program.parameters()),
        read: () => soon(program.read()),
        write: (snapshot) => soon(program.write(snapshot)),
        mark: () => soon(program.mark()),
        rewind: () => soon(program.rewind()),
        train: (...of) => soon(program.train(...of)),
        predict: (inputs) => soon(program.predict(inputs)),
        gradient: (...of) => soon(program.gradient(...of)),
        close: () => program.close(),
      };
    },
  };
}

const chance = random(1, "later");
const rows = Array.from(
  { length: 40 },
  () => [chance.normal(), chance.normal()],
);
const inputs = frame(rows);
const labels = frame(rows.map(([x, y]) => x * y > 0 ? [1, 0] : [0, 1]));

const spec = {
  name: "quarters",
  layers: [{ units: 6, activation: "tanh", dropout: 0.1 }, {
    units: 2,
    activation: "softmax",
  }],
  loss: "crossEntropy",
  optimizer: "adam",
  learningRate: 0.05,
  batchSize: 4,
  epochs: 12,
  validation: { fraction: 0.25 },
  earlyStopping: { metric: "validationLoss", patience: 4 },
} as const;

Deno.test("an engine that returns promises trains to the same bits", async (t) => {
  for (const engine of [reference, wasm]) {
    await t.step(engine.name, async () => {
      // use an engine that computes in this precision: wasm is the first one
      // for float32
      const precision = engine === wasm ? "float32" : "float64";
      const its = { ...spec, precision } as const;
      const at = compile(its, { inputs: 2, engine });
      const after = compile(its, { inputs: 2, engine: later(engine) });
      const seen: [number, Progress][][] = [[], []];
      const results = [at, after].map((mlp, n) =>
        mlp.train(inputs, labels, {
          onEpoch(progress) {
            seen[n].push([mlp.predict(inputs).data[0], progress]);
          },
        })
      );
      assertEquals(await results[0], await results[1]);
      assertEquals(seen[0], seen[1]);
      assert(new Set(seen[1].map(([first]) => first)).size > 1);
      assertEquals(at.parameters, after.parameters);
      assertEquals(at.predict(inputs), after.predict(inputs));
    });
  }
});

Deno.test("a callback of train() sees the current weights", async () => {
  for (const engine of [reference, wasm, later(reference)]) {
    const mlp = compile(spec, { inputs: 2, engine });
    const first = mlp.parameters, before = mlp.predict(inputs);
    const weights: string[] = [], outputs: string[] = [];
    await mlp.train(inputs, labels, {
      onEpoch() {
        weights.push(mlp.parameters.join());
        outputs.push(mlp.predict(inputs).data.join());
      },
    });
    assertEquals(new Set([first.join(), ...weights]).size, weights.length + 1);
    assertEquals(
      new Set([before.data.join(), ...outputs]).size,
      weights.length + 1,
    );
    assert(weights.includes(mlp.parameters.join())); // the weights of the best epoch
    assert(outputs.includes(mlp.predict(inputs).data.join()));
  }
});

Deno.test("onCheckpoint of train() sees the weights of the checkpoint", async () => {
  for (const engine of [wasm, later(reference)]) {
    const its = { ...spec, epochs: 3, checkpoint: { epochs: 1 } };
    const mlp = compile(its, { inputs: 2, engine });
    let count = 0;
    await mlp.train(inputs, labels, {
      onCheckpoint({ parameters }) {
        assertEquals(mlp.parameters, parameters);
        count++;
      },
    });
    assertEquals(count, 3); // one after each epoch
  }
});

Deno.test("train() ends its workers and reports the first error of an engine", async (t) => {
  const picture = { width: 2, height: 1 };
  const bytes = frame(rows).data.map((x) => x > 0 ? 255 : 0);
  const data = {
    ...{ rows: 40, columns: 2, scale: [0, 1] as const },
    data: Uint8Array.from(bytes),
  };
  const lost = (part: string) => () =>
    Promise.reject(new Error(`the device was lost in ${part}`));
  const engines: [name: string, Engine][] = [
    ["program", {
      ...later(reference),
      program: () => {
        throw new Error("the device was lost in program");
      },
    }],
    ["train", {
      ...later(reference),
      program: (...args) => ({
        ...later(reference).program(...args),
        ...{ train: lost("train"), parameters: lost("parameters") },
        write: lost("write"),
      }),
    }],
  ];
  for (const [part, engine] of engines) {
    await t.step(part, async () => {
      const mlp = compile(
        { ...spec, augment: { shift: 1 } },
        { inputs: 2, engine },
      );
      mlp.fitted = { ...mlp.fitted, image: picture };
      await watching(async (all) => {
        await assertRejects(
          () => mlp.train(data, labels),
          Error,
          `the device was lost in ${part}`,
        );
        assert(all.length > 0);
        assert(all.every(({ isEnded }) => isEnded));
      });
    });
  }
});

Deno.test("train() is refused while the network is still training", async () => {
  const mlp = compile(spec, { inputs: 2 });
  const first = mlp.train(inputs, labels);
  await assertRejects(
    () => mlp.train(inputs, labels),
    TypeError,
    "await the first call",
  );
  await first;
  await mlp.train(inputs, labels); // afterwards, it can train again
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";
import { modelHash, readJson, train } from "./_short.ts";

const adam = { optimizer: { type: "adam" }, learningRate: 0.01 };

drive(
  "a finished run that trains for more epochs gives the same bits as a run with this number of epochs",
  async (folder) => {
    const settings: Record<string, object> = {
      adam,
      momentum: { optimizer: { type: "sgd", momentum: 0.9 } },
      warmup: {
        learningRate: { type: "exponential", rate: 1, factor: 0.9, warmup: 1 },
      },
      stopping: {
        ...adam,
        validation: { fraction: 0.2 },
        earlyStopping: { metric: "validationLoss", patience: 50 },
      },
      distorted: { ...adam, augment: { shift: 1 } },
    };
    for (const [name, change] of Object.entries(settings)) {
      const long = await train(
        folder,
        { ...change, epochs: 5 },
        ...["--out", `${name}-5`],
      );
      assertEquals(long.code, 0, long.err);
      await train(folder, { ...change, epochs: 2 }, "--out", name);
      const { code, err } = await run("train", folder, name, "--epochs", "5");
      assertEquals(code, 0, err);
      assertStringIncludes(err, "resumes after epoch 2 of 5\n");
      assertEquals(
        await modelHash(`${folder}/${name}`),
        await modelHash(`${folder}/${name}-5`),
        name,
      );
      const [record, begun] = await Promise.all(
        [name, `${name}-5`].map((run) => readJson(`${folder}/${run}/run.json`)),
      );
      assertEquals(record.status, "done");
      for (const key of ["spec", "specSha256", "score", "confusion"] as const) {
        assertEquals(record[key], begun[key], key);
      }
      assertEquals(record.epochs.length, 5);
    }
    const verified = await run("train", folder, "adam", "--verify");
    assertEquals(verified.code, 0, verified.err);
  },
);

drive(
  "without its checkpoints, a run trains again from the first epoch, to the same bits",
  async (folder) => {
    await train(folder, { ...adam, epochs: 4 }, "--out", "whole");
    await train(folder, adam);
    await Deno.remove(`${folder}/run/checkpoints`, { recursive: true });
    const { code, err } = await run("train", folder, "run", "--epochs", "4");
    assertEquals(code, 0, err);
    assertStringIncludes(err, "training starts again from the first epoch");
    assertEquals(
      await modelHash(`${folder}/run`),
      await modelHash(`${folder}/whole`),
    );
  },
);

drive(
  "more epochs are refused if the first epochs would be different",
  async (folder) => {
    const cases: [string, object, string][] = [
      [
        "cosine",
        { learningRate: { type: "cosine", rate: 1 } },
        "the learning rates of a cosine schedule depend on the number of epochs",
      ],
      ["folds", { validation: { folds: 2 }, epochs: 1 }, "cross-validation"],
      [
        "stopped",
        {
          learningRate: 1e-9,
          epochs: 9,
          validation: { fraction: 0.2 },
          earlyStopping: { metric: "validationAccuracy", patience: 1 },
        },
        "early stopping ended the training after epoch 2, and would end the training after the same epoch again; raise earlyStopping.patience (now 1) in the spec",
      ],
    ];
    for (const [name, change, reason] of cases) {
      await train(folder, change, "--out", name);
      const before = await Deno.readTextFile(`${folder}/${name}/run.json`);
      const { code, err } = await run("train", folder, name, "--epochs", "20");
      assertEquals(code, 1, err);
      assertStringIncludes(err, `${name} cannot train for more epochs, since `);
      assertStringIncludes(err, reason);
      assertStringIncludes(
        err,
        "to train for 20 epochs, start a new run from the spec file; type\n  deno task train SPEC --set epochs=20\n",
      );
      const done = await run("train", folder, name);
      assertEquals(
        done.err,
        `${name} is finished: the training is complete\n`,
      );
      const after = await Deno.readTextFile(`${folder}/${name}/run.json`);
      assertEquals(after, before);
    }
  },
);

drive(
  "a finished run suggests a command for more epochs, and refuses fewer epochs",
  async (folder) => {
    await train(folder, adam);
    const { err } = await run("train", folder, "run");
    assertEquals(
      err,
      "run is finished: the training is complete\n" +
        "to train for more epochs:\n  deno task train run --epochs 6\n",
    );
    const fewer = await run("train", folder, "run", "--epochs", "3");
    assertEquals(fewer.code, 2);
    assertStringIncludes(
      fewer.err,
      "--epochs must be more than the 3 epochs of run: found 3",
    );
  },
);

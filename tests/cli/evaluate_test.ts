import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { compile, loadDataset, loadModel, saveModel } from "../../mod.ts";
import { drive, inProject, run } from "./_command.ts";

drive(
  "evaluate prints the final score of training",
  async (folder) => {
    for (const spec of ["digits", "xor"]) {
      const trained = await run(
        "train",
        folder,
        inProject(`specs/${spec}.yaml`),
        ...["--out", spec],
      );
      assertEquals(trained.code, 0, trained.err);
      const shown = await run("evaluate", folder, spec);
      assertEquals(shown.code, 0, shown.err);
      // the output of training, without the learning curve and the path of the
      // model
      const ending = trained.out.replace(/^model: .*\n/m, "");
      assertEquals(shown.out, ending.slice(-shown.out.length));

      const file = `${spec}/model.safetensors`;
      const { code, out, err } = await run("evaluate", folder, file, "--json");
      assertEquals([code, err], [0, ""]);
      const { score, confusion, sources } = JSON.parse(out);
      const record = JSON.parse(
        await Deno.readTextFile(`${folder}/${spec}/run.json`),
      );
      assertEquals(score, record.score);
      assertEquals(confusion, record.confusion);
      assertEquals(sources, record.data.sources.slice(-1));
    }
  },
);

drive(
  "evaluate refuses a model or file that it cannot score, in one line without a stack trace",
  async (folder) => {
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    const bytes = await Deno.readFile(`${folder}/xor/model.safetensors`);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(`${folder}/damaged`, bytes);
    await Deno.mkdir(`${folder}/empty`);
    const eight = compile({
      name: "eight",
      layers: [{ units: 10 }],
      learningRate: 1,
      epochs: 1,
    }, { inputs: 64 });
    await saveModel(eight, `${folder}/eight`);
    const refusals: [args: string[], code: number, said: string][] = [
      [
        [],
        2,
        "error: MODEL is missing; type the folder of a run, or the path of a model file",
      ],
      [
        ["none"],
        2,
        "error: none must be a model or the folder of a finished run",
      ],
      [
        ["empty"],
        2,
        "error: empty must be a model or the folder of a finished run",
      ],
      [
        ["damaged"],
        1,
        "damaged is not a model: the file must have the SHA-256",
      ],
      [
        ["xor", "--dataset", "digits"],
        2,
        "error: --dataset must name a data set with the 2 inputs and 1 class of the network, but percept has no such data set: found digits",
      ],
      [
        ["eight", "--dataset", "mnist"],
        2,
        "must name a data set with the 64 inputs and 10 classes of the network, such as digits: found mnist",
      ],
      [
        ["eight", "--dataset", "iris"],
        2,
        "such as digits: found iris",
      ],
      [["xor", "--datset=digits"], 2, "did you mean --dataset?"],
    ];
    for (const [args, expected, said] of refusals) {
      const { code, out, err } = await run("evaluate", folder, ...args);
      assertEquals([code, out], [expected, ""], args.join(" "));
      assertStringIncludes(err, said);
      assertMatch(err, /^error: .*\n$/);
    }
  },
);

drive(
  "evaluate scores the test rows of a table with new rows, and refuses another table",
  async (folder) => {
    const rows = Array.from({ length: 20 }, (_, r) => `${r},${"xy"[r % 2]}`);
    const write = (rows: string[]) =>
      Deno.writeTextFileSync(
        `${folder}/t.csv`,
        ["a,kind", ...rows].join("\n"),
      );
    const spec = `name: t
dataset: { csv: t.csv, label: kind, test: 0.2 }
layers: [{ units: 2, activation: softmax }]
loss: crossEntropy
learningRate: 0.1
epochs: 1
`;
    write(rows);
    Deno.writeTextFileSync(`${folder}/t.yaml`, spec);
    Deno.writeTextFileSync(
      `${folder}/few.yaml`,
      spec.replace(", test: 0.2", ""),
    );
    const trained = await run("train", folder, "t.yaml", "--out", "t");
    assertEquals(trained.code, 0, trained.err);
    const few = ["few.yaml", "--out", "few", "--limit", "10"];
    const sampled = await run("train", folder, ...few, "--json");
    const scores = [];
    for (const model of ["t", "few"]) {
      const { err, out } = await run("evaluate", folder, model, "--json");
      assertEquals(err, "");
      scores.push(JSON.parse(out).score);
    }
    assertEquals(scores[1], JSON.parse(sampled.out).score); // the same ten rows

    // rows at the end are new; the rows before are the test rows of training
    write([...rows, "20,x", "21,y", "22,x"]);
    for (const model of ["t", "t/model.safetensors"]) {
      const shown = await run("evaluate", folder, model);
      assertEquals([shown.code, shown.err], [
        0,
        "train: 16 rows of 1 column from t.csv\n" +
        "test: 7 other rows of the training file, including 3 added after the training\n\n",
      ]);
      assertStringIncludes(shown.out, " of 7, ");
    }
    const { out } = await run("evaluate", folder, "few", "--json");
    const { score: { on, count } } = JSON.parse(out);
    assertEquals([on, count], ["test", 3]);

    // if other rows changed, the training rows are unknown
    write([...rows.slice(1), "19,y", "20,x", "21,y", "22,x", "23,y"]);
    for (const flags of [[], ["--json"]]) {
      const { code, out, err } = await run("evaluate", folder, "t", ...flags);
      assertEquals([code, out, err], [
        1,
        "",
        "error: t.csv must begin with the 20 rows that the file had in training, so that the test set does not change: found other rows\n",
      ]);
    }
  },
);

drive(
  "evaluate scores the mean outputs of several networks",
  async (folder) => {
    const names = ["one", "two", "three"];
    for (const [n, name] of names.entries()) {
      const flags = ["--epochs", "3", "--seed", `${n + 1}`, "--out", name];
      await run("train", folder, inProject("specs/digits.yaml"), ...flags);
    }
    const models = await Promise.all(
      names.map((name) => loadModel(`${folder}/${name}/model.safetensors`)),
    );
    const { test } = await loadDataset(models[0].spec);
    const all = models.map((mlp) => mlp.predict(test!.inputs).data);
    const largest = (row: number, of: (at: number) => number) =>
      Array.from({ length: 10 }, (_, o) => of(10 * row + o))
        .reduce((best, x, o, values) => x > values[best] ? o : best, 0);
    const share = (of: (at: number) => number) => {
      const rows = Array.from({ length: test!.inputs.rows }, (_, row) => row);
      const right = rows.filter((row) =>
        largest(row, of) === largest(row, (at) => test!.targets.data[at])
      );
      return right.length / rows.length;
    };
    const mean = share((at) => all.reduce((sum, of) => sum + of[at], 0));
    const own = all.map((of) => share((at) => of[at]));

    const { code, out, err } = await run(
      "evaluate",
      folder,
      ...names,
      "--json",
    );
    assertEquals([code, err], [0, ""]);
    const { score, ensemble } = JSON.parse(out);
    assertEquals(score.share, mean);
    assertEquals(
      ensemble,
      names.map((model, n) => ({ model, score: own[n] })),
    );
    const shown = await run("evaluate", folder, ...names);
    assertStringIncludes(
      shown.out,
      `ensemble: outputs averaged over 3 networks; accuracy of each network alone: ${
        own.map((score) => score.toFixed(4)).join(", ")
      }\n`,
    );
    assertStringIncludes(shown.out, `one-hot score: ${mean.toFixed(4)} (`);
  },
);

drive(
  "evaluate refuses an ensemble of networks for different data",
  async (folder) => {
    for (const spec of ["digits", "xor", "and"]) {
      await run(
        "train",
        folder,
        inProject(`specs/${spec}.yaml`),
        "--out",
        spec,
      );
    }
    for (
      const [names, found] of [
        [["digits", "xor"], "another task for xor than for digits"],
        [["xor", "and"], "other test examples for and than for xor"],
      ] as const
    ) {
      const { code, err } = await run("evaluate", folder, ...names);
      assertEquals(code, 1, err);
      assertStringIncludes(
        err,
        `error: the networks of an ensemble must be evaluated on the same examples: found ${found}`,
      );
    }
    const { code, err } = await run("evaluate", folder, "digits", "none");
    assertEquals(code, 2);
    assertStringIncludes(
      err,
      "none must be a model or the folder of a finished run",
    );
  },
);

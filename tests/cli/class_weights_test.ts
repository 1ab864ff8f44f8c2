import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";

const spec = `name: mails
dataset: { csv: mails.csv, label: kind }
layers: [{ units: 2 }]
loss: crossEntropy
learningRate: 0.1
epochs: 3
shuffle: false
classWeights: { spam: 3 }
`;

const mails = `links,kind
0,ham
1,ham
7,spam
2,ham
0,ham
`;

drive(
  "train uses the class weights of a table by class name, and reports the position of an unknown name",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/mails.csv`, mails);
    Deno.writeTextFileSync(`${folder}/mails.yaml`, spec);
    const trained = await run("train", folder, "mails.yaml");
    assertEquals(trained.code, 0, trained.err);
    assertStringIncludes(
      trained.err,
      "loss crossEntropy (mean, weighted by class), batchSize 5",
    );
    const record = JSON.parse(
      Deno.readTextFileSync(`${folder}/runs/mails/run.json`),
    );
    assertEquals(record.spec.classWeights, { spam: 3 });
    const again = await run("train", folder, "runs/mails", "--verify");
    assertEquals(again.code, 0, again.err);

    const step = await run(
      ...["explain", folder, "mails.yaml", "--step", "1"] as const,
      ...["--example", "3"],
    );
    assertStringIncludes(step.out, "target [0 1], class weight 3\n");

    Deno.writeTextFileSync(
      `${folder}/mails.yaml`,
      spec.replace("spam", "spem"),
    );
    const refused = await run("train", folder, "mails.yaml");
    assertEquals(refused.code, 2);
    assertStringIncludes(
      refused.err,
      `  mails.yaml:8:17 classWeights.spem: must be a class of the data, one of ham, spam: found "spem", did you mean "spam"?; see dataset at 2:1
    8 | classWeights: { spem: 3 }
      |                 ^^^^
`,
    );
  },
);

drive(
  "train uses the class weights of a table by class name in each fold",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/mails.csv`, mails);
    Deno.writeTextFileSync(
      `${folder}/mails.yaml`,
      `${spec}validation: { folds: 2 }\n`,
    );
    const trained = await run("train", folder, "mails.yaml");
    assertEquals(trained.code, 0, trained.err);
    assertStringIncludes(trained.err, "fold 2");
  },
);

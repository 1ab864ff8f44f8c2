import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drive, inProject, run } from "./_command.ts";

drive(
  "evaluate gives a saved network the score that its training ended with",
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
      // all that training says, but for its curve and where the model is
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
  "evaluate refuses what it cannot score, in one line without a stack trace",
  async (folder) => {
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    const bytes = await Deno.readFile(`${folder}/xor/model.safetensors`);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(`${folder}/damaged`, bytes);
    await Deno.mkdir(`${folder}/empty`);
    const refusals: [args: string[], code: number, said: string][] = [
      [[], 2, "error: MODEL must be given: found none"],
      [["none"], 2, "error: none must be a model or the folder of a run"],
      [["empty"], 2, "error: empty must be a model or the folder of a run"],
      [["damaged"], 1, "damaged is no model: the file must be as it was"],
      [
        ["xor", "--dataset", "digits"],
        2,
        "error: --dataset must have 2 inputs and 1 classes",
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

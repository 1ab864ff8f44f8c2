import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, inProject, run } from "./_command.ts";
import { modelHash } from "./_short.ts";

drive(
  "the suggested command for the best trial repeats the flags --set, and gives the same model",
  async (folder) => {
    const fixed = ["epochs=2", "validation.fraction=0.2"]
      .flatMap((text) => ["--set", text]);
    const spec = inProject("specs/digits.yaml");
    const { code, out, err } = await run(
      "sweep",
      folder,
      ...[spec, ...fixed, "--set", "learningRate.rate=[0.1, 0.5]"],
      ...["--no-refit", "--out", "many"],
    );
    assertEquals(code, 0, err);
    const [, line] = /to train the best trial again: deno task train (.*)\n/
      .exec(out)!;
    assertStringIncludes(line, fixed.join(" "));
    const [, first] = /\n +1 +(\d+) /.exec(out)!;
    const args = line.replaceAll(/['"]/g, "").split(" ");
    const again = await run("train", folder, ...args, "--out", "again");
    assertEquals(again.code, 0, again.err);
    assertEquals(
      await modelHash(`${folder}/again`),
      await modelHash(`${folder}/many/trials/000${first}`),
    );
  },
);

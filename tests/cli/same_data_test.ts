import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, inProject, measured, run } from "./_command.ts";

drive(
  "a run is resumed and verified only with the data of its start",
  async (folder) => {
    const table = (rows: readonly string[]) => `x,kind\n${rows.join("\n")}\n`;
    const rows = Array.from({ length: 12 }, (_, r) => `${r},${"ab"[r % 2]}`);
    const path = `${folder}/t.csv`;
    const spec = {
      name: "t",
      dataset: { csv: "t.csv", label: "kind" },
      layers: [{ units: 2 }],
      loss: "crossEntropy",
      ...{ learningRate: 0.1, epochs: 2 },
    };
    await Deno.writeTextFile(`${folder}/t.json`, JSON.stringify(spec));
    await Deno.writeTextFile(path, table(rows));
    const first = await run("train", folder, "t.json", "--out", "r");
    assertEquals(first.code, 0, first.err);
    const changes = [
      rows.with(3, "99,b"),
      rows.with(3, "3,a"),
      rows.slice(1),
      rows.toReversed(),
    ];
    for (const changed of changes) {
      await Deno.writeTextFile(path, table(changed));
      const verified = await run("train", folder, "r", "--verify");
      assertEquals(verified.code, 1);
      assertStringIncludes(
        verified.err,
        "examples must be the same as at the start of the run",
      );
    }
    // so that the run can be resumed
    await Deno.remove(`${folder}/r/model.safetensors`);
    const on = await run("train", folder, "r");
    assertEquals(on.code, 1);
    assertStringIncludes(
      on.err,
      "examples must be the same as at the start of the run",
    );
    await Deno.writeTextFile(path, table(rows));
    const same = await run("train", folder, "r");
    assertEquals(same.code, 0, same.err);
  },
);

drive(
  "files of many gigabytes are refused before they are read",
  async (folder) => {
    const xor = await run(
      "train",
      folder,
      inProject("specs/xor.yaml"),
      "--out",
      "xor",
    );
    assertEquals(xor.code, 0, xor.err);
    const sparse = async (name: string, start: string) => {
      const file = await Deno.create(`${folder}/${name}`);
      await file.write(new TextEncoder().encode(start));
      await file.truncate(2 ** 33); // a sparse file, which uses no disk space
      file.close();
      return `${folder}/${name}`;
    };
    const model = `${folder}/xor/model.safetensors`;
    const commands: [args: string[], said: string][] = [
      [["validate", await sparse("s.yaml", "name: a\n")], "must have at most"],
      [["validate", await sparse("s.json", '{"name": "')], "must have at most"],
      [["predict", model, await sparse("r.json", "[[0, 1], ")], "must be"],
      [["predict", model, await sparse("r.png", "\x89PNG\r\n")], "must be"],
      [
        ["predict", await sparse("m.safetensors", "\x10"), model],
        "must have at most",
      ],
    ];
    for (const [args, said] of commands) {
      const { code, err, taken } = await measured(...args);
      assertEquals(code === 1 || code === 2, true, err);
      assertStringIncludes(err, said);
      assertEquals(
        taken.mostMiB < 512,
        true,
        `${args} took ${taken.mostMiB} MiB`,
      );
    }
  },
);

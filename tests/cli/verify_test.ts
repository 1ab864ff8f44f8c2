import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { specSha256 } from "../../lib/mlp/record.ts";
import { drive, run } from "./_command.ts";
import { modelHash, readJson, train } from "./_short.ts";

drive(
  "runs of a spec with one to four threads have the same SHA-256, and --verify trains the same model again",
  async (folder) => {
    for (const batchSize of [1, 64]) {
      const name = `${batchSize}`;
      const hashes = new Set<string>();
      for (let n = 0; n < 5; n++) {
        const change = { layers: [{ units: 300 }, { units: 10 }], batchSize };
        const threads = `${1 + n % 4}`;
        const args = ["--out", name, "--threads", threads];
        const { code, err } = await train(folder, change, ...args);
        assertEquals(code, 0, err);
        // an existing run folder is not overwritten
        const out = n === 0 ? name : `${name}-${n + 1}`;
        const record = await readJson(`${folder}/${out}/run.json`);
        assertEquals(`${record.threads}`, threads);
        hashes.add(await modelHash(`${folder}/${out}`));
      }
      assertEquals(hashes.size, 1);
      for (const threads of ["1", "3"]) {
        const args = [name, "--verify", "--threads", threads];
        const { code, out, err } = await run("train", folder, ...args);
        assertEquals(code, 0, err);
        assertEquals(
          out,
          `verified: training again produced the same model, SHA-256 ${
            [...hashes][0]
          }\n`,
        );
      }
    }
    const json = await run("train", folder, "1", "--verify", "--json");
    assertEquals(JSON.parse(json.out), {
      verified: true,
      model: "1/model.safetensors",
      sha256: await modelHash(`${folder}/1`),
    });
  },
);

drive(
  "--verify fails for a record with an edited seed, with or without new hashes, and for another model",
  async (folder) => {
    await train(folder);
    const path = `${folder}/run/run.json`,
      model = `${folder}/run/model.safetensors`;
    const text = await Deno.readTextFile(path);
    const record = JSON.parse(text);
    const bytes = await Deno.readFile(model);
    const refused = async (said: RegExp) => {
      const { code, out, err } = await run("train", folder, "run", "--verify");
      assertEquals([code, out], [1, ""]);
      assertMatch(err, said);
      assertNotMatch(err, /^\s+at /m);
    };
    await Deno.writeTextFile(path, text.replace('"seed": 1', '"seed": 2'));
    await refused(/must have the spec and the seed of the start of the run/);

    const other = { ...record.spec, seed: 2 };
    const edited = {
      ...record,
      spec: other,
      seed: 2,
      specSha256: await specSha256(other),
    };
    await Deno.writeTextFile(path, JSON.stringify(edited));
    await refused(/again must produce a model with the SHA-256 in the record/);

    await Deno.writeTextFile(path, text);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(model, bytes);
    await refused(/must have the SHA-256 in the record of the run/);
    await Deno.remove(model);
    await refused(
      /must have the SHA-256 in the record of the run, .*: found no such file/,
    );
  },
);

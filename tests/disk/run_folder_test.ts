import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { checkSpec, compile, SpecError } from "../../mod.ts";
import { SaveError } from "../../lib/disk/files.ts";
import { RunError, specSha256 } from "../../lib/mlp/record.ts";
import type { RunRecord } from "../../lib/mlp/record.ts";
import {
  readRecord,
  writeRecord,
  writeRecordSync,
} from "../../lib/disk/record.ts";
import { RunFolder } from "../../lib/disk/run_folder.ts";
import { isPart, partOf } from "../../lib/disk/parts.ts";
import { isHeld, readLog } from "../../lib/disk/run_log.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** Registers a test with its own temporary folder. */
function diskTest(
  name: string,
  work: (folder: string, t: Deno.TestContext) => Promise<void>,
) {
  Deno.test({
    ...needing(name, DISK),
    fn: (t) => inTemporaryFolder((folder) => work(folder, t)),
  });
}

const spec = checkSpec({
  name: "tiny",
  inputs: { units: 2 },
  layers: [{ units: 1 }],
  optimizer: "adam",
  learningRate: 1,
  epochs: 9,
});
const { plan, parameters } = compile(spec);

/** The bounds of a run of the network above. */
const BOUNDS = { examples: 64, epochs: 20 };

const record: RunRecord = {
  version: 1,
  status: "training",
  spec,
  specSha256: await specSha256(spec),
  seed: 1,
  options: {},
  data: {
    name: "inline",
    sources: [],
    train: { rows: 4, columns: 2, sha256: "" },
  },
  engine: "reference",
  threads: 1,
  versions: {},
  machine: { os: "linux", arch: "x86_64", cores: 2 },
  began: "2026-01-01T00:00:00.000Z",
  epochs: [],
};

/** A checkpoint after some epochs, with the loss 1/epoch. */
function after(epochs: number, examples = 0): Checkpoint {
  return {
    figures: Array.from({ length: epochs }, (_, e) => (
      { loss: 1 / (e + 1), accuracy: 0.5, elapsedMs: e }
    )),
    sums: { loss: 0.1, correct: 0, examples },
    elapsedMs: epochs,
    parameters: parameters.map((p) => p + epochs),
    state: { steps: 2, moments: [parameters, parameters] },
  };
}

diskTest(
  "a checkpoint that is loaded has the values for early stopping",
  async (folder) => {
    using run = await RunFolder.create(`${folder}/a`, record);
    const { figures, ...rest } = after(3);
    const held = { loss: NaN, accuracy: 0.25 }; // any loss is allowed
    const saved: Checkpoint = {
      ...rest,
      figures: figures.map((epoch) => ({ ...epoch, validation: held })),
      best: parameters.map((p) => p / 3),
    };
    await run.saveCheckpoint(saved, plan);
    const { checkpoint, damaged } = await run.newest(plan, BOUNDS);
    assertEquals(damaged, []);
    assertEquals(checkpoint, saved);
    await run.saveCheckpoint({ ...after(4), best: parameters.slice(1) }, plan);
    const older = await run.newest(plan, BOUNDS);
    assertStringIncludes(
      older.damaged.join(),
      "the best weights must be 3 numbers in float32: found another size or precision",
    );
    assertEquals(older.checkpoint, saved);
  },
);

diskTest(
  "RunFolder.create() adds a number to the name if the folder is not empty",
  async (folder) => {
    const path = `${folder}/a`, made: string[] = [];
    await Deno.writeTextFile(`${folder}/a-3`, "a file");
    await Deno.mkdir(`${folder}/a-4`); // an empty folder, which can be used
    for (let n = 0; n < 3; n++) {
      using run = await RunFolder.create(path, record);
      made.push(run.path);
    }
    assertEquals(made, [path, `${path}-2`, `${path}-4`]);
    assertEquals(names(path), ["log.jsonl", "run.json"]);
  },
);

diskTest(
  "several calls of RunFolder.create() at the same time get different folders",
  async (folder) => {
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => RunFolder.create(`${folder}/a`, record)),
    );
    assertEquals(new Set(runs.map(({ path }) => path)).size, 4);
    for (const run of runs) run[Symbol.dispose]();
  },
);

diskTest(
  "RunFolder.create() reports a folder that cannot be written",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await assertRejects(
      () => RunFolder.create(`${folder}/file/a`, record),
      SaveError,
      "/file/a could not be written: not a directory",
    );
  },
);

diskTest(
  "RunFolder.open() refuses a folder that is not a run, and a run that is training",
  async (folder) => {
    await assertRejects(
      () => RunFolder.open(folder),
      RunError,
      "must be the folder of a run: found no run.json in it",
    );
    using run = await RunFolder.create(`${folder}/a`, record);
    await assertRejects(
      () => RunFolder.open(run.path),
      RunError,
      "must not be in use: another process is training in this folder",
    );
  },
);

diskTest(
  "RunFolder.open() removes the temporary files of a killed process",
  async (folder) => {
    const { path } = await create(folder);
    const part = `${path}/${partOf("run.json")}`;
    await Deno.writeTextFile(part, "{");
    await Deno.utime(part, 0, 0);
    using _ = await RunFolder.open(path);
    assertEquals(names(path), ["log.jsonl", "run.json"]);
  },
);

async function create(folder: string): Promise<RunFolder> {
  using run = await RunFolder.create(`${folder}/a`, record);
  return run;
}

diskTest(
  "readRecord() refuses records that were changed or damaged",
  async (folder) => {
    const { path } = await create(folder);
    const text = await Deno.readTextFile(`${path}/run.json`);
    const cases: [from: string, to: string, message: string][] = [
      ['"seed": 1', '"seed": 2', "the spec or the seed was changed"],
      ['"epochs": 9', '"epochs": 8', "the spec or the seed was changed"],
      ['"version": 1', '"version": 2', "found version 2"],
      [
        '"engine": "reference"',
        '"engine": 1',
        'must have a valid field "engine"',
      ],
      ["}", "", "must be JSON"],
    ];
    for (const [from, to, message] of cases) {
      await Deno.writeTextFile(`${path}/run.json`, text.replace(from, to));
      const error = await assertRejects(() => readRecord(path), RunError);
      assertStringIncludes(error.message, message);
    }
    await Deno.writeTextFile(`${path}/run.json`, text);
    assertEquals(
      (await readRecord(path)).spec,
      JSON.parse(JSON.stringify(spec)),
    );
  },
);

diskTest(
  "readRecord() accepts a spec within the memory limit of its run",
  async (folder) => {
    const large = checkSpec(
      { ...spec, layers: [{ units: 1e6 }, { units: 1e3 }] },
      { maxMemory: 2 ** 40 },
    );
    const written = {
      ...record,
      spec: large,
      specSha256: await specSha256(large),
      options: { maxMemory: 2 ** 40 },
    };
    using run = await RunFolder.create(`${folder}/a`, written);
    assertEquals((await readRecord(run.path)).options.maxMemory, 2 ** 40);
    await run.write({ options: {} });
    await assertRejects(
      () => readRecord(run.path),
      SpecError,
      "must be smaller, since training must fit in 1 GiB",
    );
  },
);

diskTest(
  "newest() returns the newest complete checkpoint, and the names of damaged ones",
  async (folder) => {
    using run = await RunFolder.create(`${folder}/a`, record);
    assertEquals(await run.newest(plan, BOUNDS), { damaged: [] });
    for (const place of [after(2), after(10), after(10, 32), after(11)]) {
      await run.saveCheckpoint(place, plan);
    }
    const checkpoints = `${run.path}/checkpoints`;
    assertEquals(names(checkpoints), ["10+32.safetensors", "11+0.safetensors"]);
    assertEquals(await run.newest(plan, BOUNDS), {
      checkpoint: after(11),
      damaged: [],
    });
    const path = `${checkpoints}/11+0.safetensors`;
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(path, bytes);
    const { checkpoint, damaged } = await run.newest(plan, BOUNDS);
    assertEquals(checkpoint, after(10, 32));
    assertEquals(damaged.length, 1);
    assertStringIncludes(
      damaged[0],
      `${path}: the file must have the SHA-256`,
    );
  },
);

diskTest(
  "readLog() stops after the lines of a log, even if the file is very long",
  async (folder, t) => {
    using run = await RunFolder.create(`${folder}/a`, record);
    for (const [e, figures] of after(3).figures.entries()) {
      run.log({ epoch: e + 1, ...figures });
    }
    const path = `${run.path}/log.jsonl`, bytes = await Deno.readFile(path);
    const tails: Record<string, string> = {
      "zeros": "",
      "a line that is too long": `{"epoch":4,"lo${"s".repeat(2000)}`,
      "a line without metrics": "{}\n",
    };
    for (const [name, tail] of Object.entries(tails)) {
      await t.step(name, async () => {
        await Deno.writeFile(path, bytes);
        await Deno.writeTextFile(path, tail, { append: true });
        await Deno.truncate(path, 2 ** 36); // 64 GiB, which use no disk space
        const began = performance.now();
        assertEquals((await readLog(run.path)).length, 3);
        assert(performance.now() - began < 2000);
      });
    }
  },
);

diskTest(
  "rewindLog() cuts the log at a checkpoint, and repairs it",
  async (folder) => {
    using run = await RunFolder.create(`${folder}/a`, record);
    for (const [e, figures] of after(5).figures.entries()) {
      run.log({ epoch: e + 1, ...figures });
    }
    await Deno.writeTextFile(`${run.path}/log.jsonl`, '{"epoch":6,"lo', {
      append: true,
    });
    assertEquals((await readLog(run.path)).length, 5);
    await run.rewindLog(after(3).figures);
    assertEquals((await readLog(run.path)).map(({ epoch }) => epoch), [
      1,
      2,
      3,
    ]);
    await run.rewindLog(after(4).figures);
    assertEquals(
      await readLog(run.path),
      after(4).figures.map((figures, e) => ({ epoch: e + 1, ...figures })),
    );
  },
);

diskTest(
  "after the RunFolder is disposed, its record no longer has the status training",
  async (folder) => {
    const ended: [Partial<RunRecord>, RunRecord["status"]][] = [
      [{}, "interrupted"], // for example after an error before training
      [{ status: "done" }, "done"],
      [{ status: "diverged" }, "diverged"],
      [{ status: "training" }, "interrupted"],
    ];
    for (const [n, [change, status]] of ended.entries()) {
      const path = `${folder}/${n}`;
      {
        using run = await RunFolder.create(path, record);
        if (n > 0) await run.write(change);
        assertEquals(await isHeld(path), true);
      }
      assertEquals((await readRecord(path)).status, status);
      assertEquals(names(path), ["log.jsonl", "run.json"]);
      assertEquals(await isHeld(path), false);
    }
  },
);

diskTest(
  "writeRecordSync() sets the status to failed, even if no new file can be written",
  async (folder) => {
    {
      using run = await RunFolder.create(`${folder}/a`, record);
      await run.write({ error: '"status": "training",' });
    }
    const path = `${folder}/a`;
    await writeRecord(path, record);
    const { randomUUID } = crypto;
    crypto.randomUUID = () => "no/a-b-c-d-e"; // so that no file can be made
    try {
      writeRecordSync(path, { ...record, status: "interrupted" });
    } finally {
      crypto.randomUUID = randomUUID;
    }
    assertEquals(await readRecord(path), { ...record, status: "failed" });
    assertEquals(names(path), ["log.jsonl", "run.json"]);
  },
);

diskTest(
  "RunFolder.create() accepts the folder of a process that was killed before it wrote a record",
  async (folder) => {
    const part = () => partOf("run.json");
    const left: [files: Record<string, string>, isTaken: boolean][] = [
      [{}, true],
      [{ "log.jsonl": "" }, true],
      [{ "log.jsonl": "", [part()]: "" }, true],
      [{ "log.jsonl": "", [part()]: '{"version":' }, true],
      [{ "log.jsonl": "{}\n" }, false],
      [{ "log.jsonl": "", "notes.txt": "mine" }, false],
      [{ "log.jsonl": "", "run.json": "{" }, false],
      [{ "run.json.part": "" }, false],
    ];
    for (const [n, [files, isTaken]] of left.entries()) {
      const path = `${folder}/${n}`;
      await Deno.mkdir(path);
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${path}/${name}`, text);
      }
      using run = await RunFolder.create(path, record);
      assertEquals(run.path, isTaken ? path : `${path}-2`, `case ${n}`);
      // not yet old enough to be removed
      const left = names(run.path).filter((name) => !isPart(name));
      assertEquals(left, ["log.jsonl", "run.json"]);
      if (!isTaken) assertEquals(names(path), Object.keys(files).sort());
    }
  },
);

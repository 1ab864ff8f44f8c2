import { assert, assertEquals, assertRejects } from "@std/assert";
import { checkSpec, type Spec } from "../../mod.ts";
import { isPart, partOf } from "../../lib/disk/parts.ts";
import { readRecord } from "../../lib/disk/record.ts";
import { RunFolder } from "../../lib/disk/run_folder.ts";
import { specSha256 } from "../../lib/mlp/record.ts";
import type { RunRecord } from "../../lib/mlp/record.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

function diskTest(name: string, work: (folder: string) => Promise<void>) {
  Deno.test({
    ...needing(name, DISK),
    fn: () => inTemporaryFolder(work),
  });
}

async function recordOf(seed: number): Promise<RunRecord> {
  const spec: Spec = checkSpec({
    name: "tiny",
    inputs: { units: 2 },
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 9,
    seed,
  });
  return {
    ...{ version: 1, status: "training", spec, seed, options: {}, epochs: [] },
    specSha256: await specSha256(spec),
    data: {
      name: "inline",
      sources: [],
      train: { rows: 4, columns: 2, sha256: "" },
    },
    ...{ engine: "reference", threads: 1, versions: {} },
    machine: { os: "linux", arch: "x86_64", cores: 2 },
    began: "2026-01-01T00:00:00.000Z",
  };
}

const now = { waits: false };

diskTest(
  "RunFolder.take() makes exactly this folder, and opens it again",
  async (folder) => {
    const path = `${folder}/trials/0007`;
    {
      using run = (await RunFolder.take(path, await recordOf(1), now))!;
      assertEquals(run.path, path);
      await run.write({ status: "interrupted" });
    }
    using run = (await RunFolder.take(path, await recordOf(2), now))!;
    assertEquals([run.record.seed, run.record.status], [1, "interrupted"]);
    assertEquals(names(`${folder}/trials`), ["0007"]);
  },
);

diskTest(
  "RunFolder.take() accepts the folder of a process that was killed before it wrote a record",
  async (folder) => {
    const path = `${folder}/0001`;
    await Deno.mkdir(path);
    await Deno.writeTextFile(`${path}/log.jsonl`, '{"epo');
    await Deno.writeTextFile(`${path}/${partOf("run.json")}`, '{"version":');
    using run = (await RunFolder.take(path, await recordOf(1), now))!;
    assertEquals(run.record.status, "training");
    await run.rewindLog([]);
    assertEquals(await Deno.readTextFile(`${path}/log.jsonl`), "");
    // not yet old enough to be removed
    const left = names(path).filter((name) => !isPart(name));
    assertEquals(left, ["log.jsonl", "run.json"]);
  },
);

diskTest(
  "RunFolder.take() returns undefined for a folder that another process uses, or waits",
  async (folder) => {
    const path = `${folder}/0001`, record = await recordOf(1);
    const first = (await RunFolder.take(path, record, now))!;
    assertEquals(await RunFolder.take(path, record, now), undefined);
    const waiting = RunFolder.take(path, record, { waits: true });
    let isOver = false;
    waiting.then(() => isOver = true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert(!isOver);
    await first.write({ status: "done" });
    first[Symbol.dispose]();
    using second = (await waiting)!;
    assertEquals(second.record.status, "done");
  },
);

diskTest(
  "RunFolder.take() stops waiting when its signal is aborted",
  async (folder) => {
    const path = `${folder}/0001`, record = await recordOf(1);
    using _ = (await RunFolder.take(path, record, now))!;
    const stop = new AbortController(), { signal } = stop;
    const waiting = RunFolder.take(path, record, { waits: true, signal });
    stop.abort(new RangeError("stopped"));
    await assertRejects(() => waiting, RangeError, "stopped");
  },
);

diskTest(
  "RunFolder.take() keeps a file that another machine is writing",
  async (folder) => {
    const path = `${folder}/0001`, record = await recordOf(1);
    (await RunFolder.take(path, record, now))![Symbol.dispose]();
    const foreign = partOf("model.safetensors").replace(/\.[^.~]+~/, ".other~");
    await Deno.writeTextFile(`${path}/${foreign}`, "half");
    using _ = (await RunFolder.take(path, record, now))!;
    assert(names(path).includes(foreign));
  },
);

diskTest(
  "beginAnew() removes all files of the previous run",
  async (folder) => {
    const path = `${folder}/best`;
    using run = (await RunFolder.take(path, await recordOf(1), now))!;
    await Deno.mkdir(`${path}/checkpoints`);
    await Deno.writeTextFile(`${path}/checkpoints/1+0.safetensors`, "");
    await Deno.writeTextFile(`${path}/model.safetensors`, "");
    await run.beginAnew(await recordOf(2));
    assertEquals(names(path), ["log.jsonl", "run.json"]);
    assertEquals((await readRecord(path)).seed, 2);
  },
);

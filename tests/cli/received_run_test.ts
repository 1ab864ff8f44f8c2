import {
  assertEquals,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { decodeSafetensors } from "../../lib/format/safetensors.ts";
import { encodeSealed } from "../../lib/format/sealed.ts";
import { specSha256 } from "../../lib/mlp/record.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { interrupted, type Outcome, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/** The spec of the received runs, and its possible changes. */
const SPEC = {
  name: "received",
  dataset: "digits",
  layers: [{ units: 8 }, { units: 10 }],
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 32,
  epochs: 150,
  checkpoint: { epochs: 1 },
};

/** Copies the files of a run. */
function copy(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Asserts that a command was refused with one clear message. */
function assertRefused({ code, err }: Outcome, message: string): void {
  assertStringIncludes(err, message);
  assertEquals(code === 1 || code === 2, true, err);
  assertNotMatch(err, /^ +at |percept itself/m);
}

/**
 * Runs code in a separate process, for example to make links, since `deno test`
 * has no permission for that.
 */
async function outside(code: string): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", code] });
  const { success, stderr } = await command.output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
}

/** Makes a named pipe with the command mkfifo. */
const pipeAt = (path: string) =>
  outside(
    `const { code } = await new Deno.Command("mkfifo", { args: [${
      JSON.stringify(path)
    }] }).output(); Deno.exit(code)`,
  );

const linkAt = (target: string, path: string) =>
  outside(`Deno.symlinkSync(${JSON.stringify([target, path]).slice(1, -1)})`);

/** Registers a test of a stopped run and of a finished run. */
function received(
  name: string,
  fn: (t: Deno.TestContext, folder: string) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, COMMAND),
    fn: (t) =>
      inTemporaryFolder(async (folder) => {
        const path = `${folder}/spec.json`;
        await Deno.writeTextFile(path, JSON.stringify(SPEC));
        const args = [path, "--out", `${folder}/stopped`];
        await interrupted(folder, args, "\nepoch");
        const short = ["--epochs", "2", "--out", `${folder}/done`];
        const { code, err } = await run("train", folder, path, ...short);
        assertEquals(code, 0, err);
        await fn(t, folder);
      }),
  });
}

received(
  "no command follows a link in a run folder, or waits for a pipe there",
  async (t, folder) => {
    const elsewhere = `${folder}/elsewhere`;
    const kept = { "1+0.safetensors": "mine", "precious.txt": "mine" };
    const lay = () => {
      Deno.mkdirSync(elsewhere, { recursive: true });
      for (const [name, text] of Object.entries(kept)) {
        Deno.writeTextFileSync(`${elsewhere}/${name}`, text);
      }
    };
    const file = `${elsewhere}/precious.txt`;
    const verbs = (out: string): Parameters<typeof run>[] => [
      ["train", folder, out],
      ["train", folder, out, "--verify"],
      ["evaluate", folder, out],
      ["explain", folder, out],
    ];
    const cases: [
      what: string,
      from: string,
      place: (out: string) => Promise<void>,
      said: string,
    ][] = [];
    for (const name of ["log.jsonl", "run.json", "model.safetensors"]) {
      cases.push([
        `${name} is a link`,
        "done",
        (out) => linkAt(file, `${out}/${name}`),
        `${name} must be a file: found a link`,
      ]);
      cases.push([
        `${name} is a pipe`,
        "done",
        (out) => pipeAt(`${out}/${name}`),
        `${name} must be a file: found a pipe`,
      ]);
      cases.push([
        `${name} is a folder`,
        "done",
        (out) => Deno.mkdir(`${out}/${name}`),
        `${name} must be a file: found a folder`,
      ]);
    }
    cases.push([
      "log.jsonl is a link to a device",
      "stopped",
      (out) => linkAt("/dev/zero", `${out}/log.jsonl`),
      "log.jsonl must be a file: found a link",
    ]);
    cases.push([
      "log.jsonl is a link to nothing",
      "stopped",
      (out) => linkAt(`${elsewhere}/new`, `${out}/log.jsonl`),
      "log.jsonl must be a file: found a link",
    ]);
    cases.push([
      "log.jsonl is a hard link",
      "stopped",
      (out) =>
        outside(
          `Deno.linkSync(${
            JSON.stringify([file, `${out}/log.jsonl`]).slice(1, -1)
          })`,
        ),
      "log.jsonl must be a separate file",
    ]);
    cases.push([
      "checkpoints is a link",
      "stopped",
      (out) => linkAt(elsewhere, `${out}/checkpoints`),
      "checkpoints must be a folder: found a link",
    ]);
    cases.push([
      "checkpoints is a file",
      "stopped",
      (out) => Deno.writeTextFile(`${out}/checkpoints`, ""),
      "checkpoints must be a folder: found a file",
    ]);
    for (const [n, [what, from, place, said]] of cases.entries()) {
      await t.step(what, async () => {
        lay();
        const out = `${folder}/${n}`, name = /([\w.]+) must/.exec(said)![1];
        copy(`${folder}/${from}`, out);
        await Deno.remove(`${out}/${name}`, { recursive: true });
        await place(out);
        for (const args of verbs(out)) assertRefused(await run(...args), said);
        for (const [name, text] of Object.entries(kept)) {
          assertEquals(Deno.readTextFileSync(`${elsewhere}/${name}`), text);
        }
        assertEquals(names(elsewhere), Object.keys(kept).sort());
      });
    }
    await t.step(
      "a spec, a table, an image and a model that are pipes or devices",
      async () => {
        const pipe = `${folder}/pipe`;
        await pipeAt(pipe);
        for (const path of [pipe, "/dev/zero"]) {
          const commands: Parameters<typeof run>[] = [
            ["validate", folder, path],
            ["train", folder, path],
            ["explain", folder, path],
            ["predict", folder, "done", path],
            ["predict", folder, path, path],
            ["evaluate", folder, path],
            ["export", folder, path, "--to", "js"],
          ];
          for (const args of commands) {
            const { code, err } = await run(...args);
            assertEquals(code, 2, args.join(" "));
            assertStringIncludes(
              err,
              path === pipe ? " a pipe" : " a device",
            );
          }
        }
      },
    );
  },
);

/**
 * Changes a run and recomputes its hashes. The fields of `spec` are changed in
 * the model, too.
 */
async function forge(
  out: string,
  change: Record<string, unknown>,
  spec: Record<string, unknown> = {},
): Promise<void> {
  const record = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  Object.assign(record.spec, spec);
  Object.assign(record, change);
  record.specSha256 = await specSha256(record.spec);
  await Deno.writeTextFile(`${out}/run.json`, JSON.stringify(record));
}

received(
  "a record that contradicts its plan or its data is refused before training",
  async (t, folder) => {
    const fold = {
      fold: 1,
      held: 451,
      learned: 901,
      epochs: 150,
      loss: 0.1,
      accuracy: 1,
    };
    const three = { validation: { folds: 3 } };
    const cases: [
      change: Record<string, unknown>,
      spec: Record<string, unknown>,
      said: string,
    ][] = [
      [{ folds: [{ fold: 1 }] }, three, 'must have a valid field "folds"'],
      [
        { folds: [{ ...fold, loss: "0.1" }] },
        three,
        'must have a valid field "folds"',
      ],
      [
        { folds: [{ ...fold, fold: 4 }] },
        three,
        "one entry for each of the 3 folds",
      ],
      [{ folds: [fold, fold] }, three, "one entry for each of the 3 folds"],
      [
        { folds: [{ ...fold, held: 452 }] },
        three,
        "one entry for each of the 3 folds",
      ],
      [{ folds: [fold] }, {}, "one entry for each of the 0 folds"],
      [{ epochs: [{ loss: 1 }] }, {}, 'must have a valid field "epochs"'],
      [
        { epochs: [{ loss: {}, elapsedMs: 1 }] },
        {},
        'must have a valid field "epochs"',
      ],
      [
        { epochs: Array(151).fill({ loss: 1, elapsedMs: 1 }) },
        {},
        "at most the 150 epochs",
      ],
      [{ best: -1 }, {}, 'must have a valid field "best"'],
      [{ classes: Array(11).fill("a") }, {}, "classes"],
      [{ threads: 1e300 }, {}, 'must have a valid field "threads"'],
      [{ options: { limit: -5 } }, {}, 'must have a valid field "options"'],
      [
        { options: { maxMemory: "all" } },
        {},
        'must have a valid field "options"',
      ],
      [{ options: { folders: "/" } }, {}, 'must have a valid field "options"'],
      [
        { model: { file: "..", bytes: 1, sha256: "" } },
        {},
        'must have a valid field "model"',
      ],
      [
        { model: { file: "run.json", bytes: 1, sha256: "" } },
        {},
        'must have a valid field "model"',
      ],
      [
        { model: { file: "/etc/passwd", bytes: 1, sha256: "" } },
        {},
        'must have a valid field "model"',
      ],
      [{ options: { data: "/" } }, {}, "to allow this folder, add --data /"],
      [{ options: { maxMemory: 2 ** 50 } }, {
        layers: [{ units: 20_000 }, { units: 20_000 }, { units: 10 }],
      }, "or raise the limit with --max-memory"],
      [
        { deep: JSON.parse("[".repeat(100) + "]".repeat(100)) },
        {},
        "at most 64 levels",
      ],
    ];
    for (const [n, [change, spec, said]] of cases.entries()) {
      await t.step(
        `${JSON.stringify(change).slice(0, 60)} ${said}`,
        async () => {
          const out = `${folder}/${n}`;
          copy(`${folder}/stopped`, out);
          await forge(out, change, spec);
          const log = Deno.readTextFileSync(`${out}/log.jsonl`);
          assertRefused(await run("train", folder, out), said);
          assertEquals(Deno.readTextFileSync(`${out}/log.jsonl`), log);
        },
      );
    }
  },
);

received(
  "a checkpoint that no run of the spec can write is skipped",
  async (t, folder) => {
    const whole = await run("train", folder, "spec.json", "--out", "whole");
    assertEquals(whole.code, 0, whole.err);
    const right = await Deno.readFile(`${folder}/whole/model.safetensors`);
    const path = `${folder}/stopped/checkpoints`;
    const [kept] = names(path);
    const { metadata, tensors } = decodeSafetensors(
      await Deno.readFile(`${path}/${kept}`),
    );
    const position = JSON.parse(metadata.position);
    const { sums } = position, moment = tensors.get("optimizer.moment1")!;
    const without = new Map(tensors);
    without.delete("optimizer.moment2");
    const notFinite = new Map(tensors);
    const data = moment.data.slice();
    data[3] = NaN;
    notFinite.set("optimizer.moment1", { ...moment, data });
    const more = new Map(tensors).set("optimizer.moment3", moment);
    const cases: [
      what: string,
      change: object,
      those: typeof tensors,
      name: string,
    ][] = [
      [
        "more examples than there are",
        { sums: { ...sums, examples: 32_000 } },
        tensors,
        "149+32000",
      ],
      [
        "not between two batches",
        { sums: { ...sums, examples: 33 } },
        tensors,
        "149+33",
      ],
      [
        "more correct predictions than examples",
        { sums: { ...sums, correct: 1e6 } },
        tensors,
        "149+0",
      ],
      ["too many steps", { steps: 2 ** 50 }, tensors, "149+0"],
      ["time that runs backward", { elapsedMs: -1 }, tensors, "149+0"],
      ["the name of another position", {}, tensors, "148+0"],
      ["a missing moment", {}, without, "149+0"],
      ["an additional moment", {}, more, "149+0"],
      ["a moment that is NaN", {}, notFinite, "149+0"],
    ];
    for (const [n, [what, change, those, name]] of cases.entries()) {
      await t.step(what, async () => {
        const out = `${folder}/${n}`;
        copy(`${folder}/stopped`, out);
        const epochs = Number(/^\d+/.exec(name)![0]);
        const columns = 5,
          figures = new Float64Array(epochs * columns).fill(0.5);
        const bytes = await encodeSealed({
          metadata: {
            ...metadata,
            position: JSON.stringify({
              ...position,
              sums: { ...sums, correct: 0, examples: 0 },
              ...change,
            }),
          },
          tensors: new Map(those).set("figures", {
            shape: [what.startsWith("the name") ? epochs - 1 : epochs, columns],
            data: what.startsWith("the name")
              ? figures.slice(columns)
              : figures,
          }),
        });
        await Deno.writeFile(`${out}/checkpoints/${name}.safetensors`, bytes);
        const { code, err } = await run("train", folder, out);
        assertEquals(code, 0, err);
        assertStringIncludes(
          err,
          `skipped a checkpoint: ${n}/checkpoints/${name}.safetensors`,
        );
        assertEquals(await Deno.readFile(`${out}/model.safetensors`), right);
      });
    }
  },
);

Deno.test({
  ...needing(
    "a received run reads only files in the run folder, in the current folder and in the folder of --data",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (parent) => {
      const folder = `${parent}/here`, secret = `${parent}/secret`;
      const dataset = { csv: "s.csv", label: "pin" };
      const spec = {
        name: "leak",
        ...{ dataset, layers: [{ units: 4 }], loss: "crossEntropy" },
        ...{ learningRate: 0.5, epochs: 2 },
      };
      Deno.mkdirSync(folder);
      Deno.mkdirSync(secret);
      const rows = (pin: string) =>
        `age,pin\n1,${pin}\n2,b\n3,c\n4,d\n5,${pin}\n6,b\n7,c\n8,d\n`;
      Deno.writeTextFileSync(`${folder}/s.csv`, rows("a"));
      Deno.writeTextFileSync(`${secret}/s.csv`, rows("hunter2"));
      Deno.writeTextFileSync(`${folder}/spec.json`, JSON.stringify(spec));
      const { code, err } = await run(
        "train",
        folder,
        "spec.json",
        "--out",
        "o",
      );
      assertEquals(code, 0, err);
      await linkAt(`${secret}/s.csv`, `${folder}/linked.csv`);
      const cases: [
        what: string,
        csv: string,
        options: Record<string, unknown>,
      ][] = [
        [
          "a file by its absolute path",
          `${secret}/s.csv`,
          { folders: ["/"] },
        ],
        ["a file in a folder of the record", "s.csv", { folders: [secret] }],
        ["a file in the second folder of the record", `${secret}/s.csv`, {
          folders: [folder, secret],
        }],
        [
          "a file in the data folder of the record",
          "s.csv",
          { data: secret },
        ],
        [
          "a file by a path with ..",
          "../secret/s.csv",
          { folders: [folder] },
        ],
        ["a file through a link", "linked.csv", { folders: [folder] }],
      ];
      for (const [n, [what, csv, options]] of cases.entries()) {
        await t.step(what, async () => {
          const out = `${folder}/run-${n}`;
          copy(`${folder}/o`, out);
          const changed = { ...dataset, csv };
          const record = JSON.parse(Deno.readTextFileSync(`${out}/run.json`));
          const forged = {
            ...record.spec,
            dataset: { ...record.spec.dataset, ...changed },
          };
          const path = `${out}/model.safetensors`;
          const { metadata, tensors } = decodeSafetensors(
            Deno.readFileSync(path),
          );
          Deno.writeFileSync(
            path,
            await encodeSealed({
              metadata: { ...metadata, spec: JSON.stringify(forged) },
              tensors,
            }),
          );
          await forge(out, { options }, { dataset: forged.dataset });
          for (
            const args of [["evaluate", out], [
              "train",
              out,
              "--verify",
            ]] as const
          ) {
            const [verb, ...rest] = args;
            const { code, out: said, err } = await run(verb, folder, ...rest);
            assertEquals(code, 1, said + err);
            assertNotMatch(said + err, /hunter2/);
            // train first reports that the model is different
            if (verb === "train") continue;
            assertStringIncludes(err, "to allow this folder, add --data ");
            const allowed = await run(verb, folder, ...rest, "--data", secret);
            assertStringIncludes(allowed.out + allowed.err, "hunter2");
          }
        });
      }
    }),
});

Deno.test({
  ...needing(
    "links, pipes and values of a wrong type in a received sweep are refused",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const spec = {
        ...SPEC,
        epochs: 2,
        validation: { fraction: 0.2 },
        sweep: { grid: { learningRate: [0.01, 0.1] } },
      };
      await Deno.writeTextFile(`${folder}/spec.json`, JSON.stringify(spec));
      const args = ["sweep", folder, "spec.json", "--out"] as const;
      const { code, err } = await run(...args, "good");
      assertEquals(code, 0, err);
      const elsewhere = `${folder}/elsewhere`;
      copy(`${folder}/good/trials/0000`, elsewhere);
      const before = names(elsewhere);
      const changed = (change: Record<string, unknown>) => (path: string) => {
        const record = JSON.parse(
          Deno.readTextFileSync(`${folder}/good/trials/0000/run.json`),
        );
        return Deno.writeTextFile(
          path,
          JSON.stringify({ ...record, ...change }),
        );
      };
      const link = (path: string) => linkAt(elsewhere, path);
      const file = (path: string) => linkAt(`${elsewhere}/run.json`, path);
      const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));
      const record = "trials/0000/run.json", trial = { index: 0, sha256: "" };
      const cases: [
        what: string,
        path: string,
        place: (path: string) => Promise<void>,
        said: string,
      ][] = [
        ["a folder that is a link", "trials", link, "must be a folder"],
        ["a trial that is a link", "trials/0000", link, "must be a folder"],
        ["a best run that is a link", "best", link, "must be a folder"],
        ["a record that is a link", record, file, "must be a file"],
        ["a record that is a pipe", record, pipeAt, "must be a file"],
        ["a record that is a folder", record, Deno.mkdir, "must be a file"],
        ["folds", record, changed({ folds: {} }), "record of a trial"],
        ["best", record, changed({ best: "1" }), "record of a trial"],
        ["model", record, changed({ model: 1 }), "record of a trial"],
        ["trial", record, changed({ trial }), "record of a trial"],
        [
          "deeply nested settings",
          record,
          changed({ trial: { ...trial, settings: deep } }),
          "record of a trial",
        ],
        [
          "validation",
          record,
          changed({ epochs: [1, 2].map(() => ({ validation: "0.1" })) }),
          "record of a trial",
        ],
      ];
      for (const [n, [what, path, place, said]] of cases.entries()) {
        await t.step(what, async () => {
          const out = `${folder}/${n}`;
          copy(`${folder}/good`, out);
          await Deno.remove(`${out}/${path}`, { recursive: true });
          await place(`${out}/${path}`);
          assertRefused(await run("explain", folder, out), said);
          assertRefused(await run(...args, out), said);
          if (path === "best") {
            assertRefused(await run("evaluate", folder, out), said);
          }
          assertEquals(names(elsewhere), before);
        });
      }
      await t.step("a named pipe with the name sweep.json", async () => {
        const out = `${folder}/pipe`;
        Deno.mkdirSync(out);
        await pipeAt(`${out}/sweep.json`);
        assertRefused(await run(...args, out), "must be a file");
      });
    }),
});

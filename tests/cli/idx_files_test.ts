import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeIdx, type Idx } from "../../lib/format/idx.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { writeDigits } from "./_digits.ts";
import { inProject, run, start } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const spec = `name: own
dataset:
  idx:
    train:
      images: mine/train-images-idx3-ubyte.gz
      labels: mine/train-labels-idx1-ubyte.gz
    test:
      images: mine/test-images-idx3-ubyte.gz
      labels: mine/test-labels-idx1-ubyte.gz
layers: [{ units: 10 }]
loss: { type: mse, reduction: sum }
learningRate: 0.1
epochs: 2
`;

/**
 * Registers a test whose folder has the digits as IDX files in `specs/mine`.
 */
function drive(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    ...needing(name, COMMAND),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        Deno.mkdirSync(`${folder}/specs/mine`, { recursive: true });
        Deno.writeTextFileSync(`${folder}/specs/own.yaml`, spec);
        writeDigits(`${folder}/specs/mine`);
        await fn(folder);
      }),
  });
}

const own = "specs/own.yaml";

drive(
  "train and resume give the same results on your own IDX files as on digits",
  async (folder) => {
    const whole = await run("train", folder, own);
    assertEquals(whole.code, 0, whole.err);
    assertStringIncludes(
      whole.err,
      "train: 1,352 examples of 8 x 8 from mine/",
    );
    assertMatch(whole.err, /^input +8 x 8$/m);
    assertMatch(whole.out, /^one-hot score: 0\.\d+ \(\d+ of 445, /m);

    const named = spec.replace(/^dataset:\n( .*\n)+/m, "dataset: digits\n");
    Deno.writeTextFileSync(`${folder}/named.yaml`, named);
    const other = await run("train", folder, "named.yaml", "--out", "named");
    const lines = [whole, other].map(({ out }) =>
      out.match(/^one-hot.*$/m)?.[0]
    );
    assertEquals(lines[0], lines[1]);

    const again = await run("train", folder, "runs/own", "--verify");
    assertStringIncludes(
      again.out,
      "verified: training again produced the same model",
    );

    // the paths of its files start at the folder of the command; --data gives
    // another folder
    const here = await run("evaluate", folder, "runs/own");
    assertStringIncludes(here.out, lines[0]!);
    Deno.mkdirSync(`${folder}/elsewhere`);
    const there = async (...more: string[]) => {
      const args = [`${folder}/runs/own`, ...more];
      const { stdout, stderr } = await start(
        "evaluate",
        `${folder}/elsewhere`,
        args,
      ).output();
      return new TextDecoder().decode(stdout) +
        new TextDecoder().decode(stderr);
    };
    assertStringIncludes(await there(), `add --data ${folder}/specs/`);
    assertStringIncludes(await there("--data", `${folder}/specs/`), lines[0]!);
  },
);

drive(
  "folds augment images of your own files in the same way as digits",
  async (folder) => {
    const all = `${spec}augment: { shift: 1 }\nvalidation: { folds: 2 }\n`;
    Deno.writeTextFileSync(`${folder}/${own}`, all);
    const named = all.replace(/^dataset:\n( .*\n)+/m, "dataset: digits\n");
    Deno.writeTextFileSync(`${folder}/named.yaml`, named);
    const [mine, theirs] = await Promise.all([
      run("train", folder, own, "--json"),
      run("train", folder, "named.yaml", "--out", "named", "--json"),
    ]);
    assertEquals([mine.code, theirs.code], [0, 0], mine.err);
    assertEquals(
      JSON.parse(mine.out).crossValidation,
      JSON.parse(theirs.out).crossValidation,
    );
  },
);

drive("--data gives the folder of the files of a spec", async (folder) => {
  Deno.renameSync(`${folder}/specs/mine`, `${folder}/mine`);
  const { code, err } = await run("train", folder, own);
  assertEquals(code, 1);
  assertMatch(
    err,
    /^error: mine\/train-images-idx3-ubyte\.gz must be a file in .*\/specs\/: found no such file$/m,
  );
  const told = await run("train", folder, own, "--data", ".");
  assertEquals(told.code, 0, told.err);
});

drive("explain counts the examples in the files", async (folder) => {
  const { out } = await run("explain", folder, own);
  assertMatch(out, /^ {2}units: 64 +# the data$/m);
  assertMatch(
    out,
    /^# 1,352 examples, 43 steps per epoch, 86 steps in total$/m,
  );
  const step = await run("explain", folder, own, "--step", "1");
  assertEquals([step.code, step.err], [0, ""]);
});

drive(
  "a spec that contradicts its files is refused, at the wrong line",
  async (folder) => {
    const { code, err } = await run(
      "train",
      folder,
      own,
      "--set",
      "layers[0].units=9",
    );
    assertEquals(code, 2);
    assertStringIncludes(
      err,
      "layers[0].units: must be 10, one for each class of the labels, 0 to 9: found 9",
    );
    Deno.writeTextFileSync(
      `${folder}/${own}`,
      spec.replace("units: 10", "units: 9"),
    );
    const placed = await run("train", folder, own);
    assertStringIncludes(
      placed.err,
      "specs/own.yaml:10:19 layers[0].units: must be 10",
    );
  },
);

drive(
  "--data and --mirror are refused if the examples are in the spec or in your own files",
  async (folder) => {
    const xor = inProject("specs/xor.yaml");
    const refusals: [args: string[], said: string][] = [
      [
        [xor, "--data", "mine"],
        "--data must be omitted, since the examples are in the spec itself",
      ],
      [
        [xor, "--mirror", "https://example.org/"],
        "--mirror must be omitted, since the examples are in the spec itself",
      ],
      [
        [own, "--mirror", "https://example.org/"],
        "--mirror must be omitted, since the examples are on this machine",
      ],
    ];
    for (const [args, said] of refusals) {
      const { code, out, err } = await run("train", folder, ...args);
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(err, said);
    }
  },
);

drive("labels above 255 are classes, too", async (folder) => {
  const many = Int32Array.from({ length: 40 }, (_, i) => 37 * i);
  const pictures = Uint8Array.from({ length: 40 * 4 }, (_, i) => i);
  const write = (name: string, idx: Idx) =>
    Deno.writeFileSync(`${folder}/${name}`, encodeIdx(idx));
  write("images", { shape: [40, 2, 2], data: pictures });
  write("labels", { shape: [40], data: many });
  Deno.writeTextFileSync(
    `${folder}/many.yaml`,
    `name: many
dataset: { idx: { train: { images: images, labels: labels } } }
layers: [{ units: 1444 }]
learningRate: 0.1
epochs: 1
`,
  );
  const { code, out, err } = await run("train", folder, "many.yaml");
  assertEquals(code, 0, err);
  // the mean counts classes with examples or predictions
  assertMatch(out, /^mean of [4-7]\d .* 40$/m);
  assertMatch(out, /^one-hot score/m);
  const record = JSON.parse(
    Deno.readTextFileSync(`${folder}/runs/many/run.json`),
  );
  assertEquals([record.confusion, record.classScores.length], [
    undefined,
    1444,
  ]);
});

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { compile, loadModel, saveModel } from "../../mod.ts";
import { drive, inProject, outcome, run, send, start } from "./_command.ts";
import type { Streamed } from "./_streamed.ts";

const mail = `name: mail
dataset: { csv: mail.csv, label: kind, decimal: "," }
layers: [{ units: 4, activation: tanh }, { units: 1 }]
loss: binaryCrossEntropy
learningRate: 0.5
epochs: 30
`;

/** Trains a network on a table of mails with two classes and decimal commas. */
async function train(folder: string): Promise<void> {
  const rows = Array.from(
    { length: 40 },
    (_, r) => `${r % 8},5;${50 + r};${r % 8 > 3 ? "spam" : "ham, or not"}`,
  );
  Deno.writeTextFileSync(
    `${folder}/mail.csv`,
    ["links;length;kind", ...rows].join("\n"),
  );
  Deno.writeTextFileSync(`${folder}/mail.yaml`, mail);
  const { code, err } = await run("train", folder, "mail.yaml", "--out", "m");
  assertEquals(code, 0, err);
}

drive(
  "predict --csv keeps the lines of the file, and adds the values of predict --json",
  async (folder) => {
    await train(folder);
    const lines = [
      '"sep=;"',
      "# from the archive; of May",
      'note; length ;"links"',
      '"a ""b"";',
      'c";60;7,5',
      "; 61;0,5",
    ];
    Deno.writeTextFileSync(`${folder}/new.csv`, lines.join("\r\n") + "\r\n");
    const json = await run("predict", folder, "m", "new.csv", "--json");
    assertEquals(json.code, 0, json.err);
    const added = JSON.parse(json.out).predictions.map((
      { outputs: [spam] }: { outputs: number[] },
    ) => {
      const shares = [1 - spam, spam].map((x) => `${x}`.replace(".", ","));
      // no quotes, since it has no semicolon
      const guess = spam > 0.5 ? "spam" : "ham, or not";
      return `;${guess};${shares.join(";")}`;
    });
    const { code, out, err } = await run(
      "predict",
      folder,
      ...["m", "new.csv", "--csv"],
    );
    assertEquals(code, 0);
    assertStringIncludes(err, "note: new.csv: line 2 begins with #");
    assertEquals(out.split("\r\n"), [
      ...lines.slice(0, 2),
      `${lines[2]};predicted_kind;probability_ham, or not;probability_spam`,
      lines[3],
      lines[4] + added[0],
      lines[5] + added[1],
      "",
    ]);
    // separators at the end of each line, as spreadsheets write empty columns
    Deno.writeTextFileSync(
      `${folder}/wide.csv`,
      "length;links;;\n60;7,5;;\n;;;\n61;0,5\n",
    );
    const wide = await run("predict", folder, "m", "wide.csv", "--csv");
    assertEquals(wide.out.split("\n"), [
      "length;links;predicted_kind;probability_ham, or not;probability_spam",
      `60;7,5${added[0]}`,
      `61;0,5${added[1]}`,
      "",
    ]);
    // its own output as input: a repeated column name gets a number
    Deno.writeTextFileSync(`${folder}/out.csv`, out);
    const more = ["out.csv", "--csv", "--out", "more.csv"];
    const again = await run("predict", folder, "m", ...more);
    assertEquals([again.code, again.out], [0, ""]);
    const found = Deno.readTextFileSync(`${folder}/more.csv`).split("\r\n");
    assertEquals(
      found[2],
      `${
        lines[2]
      };predicted_kind;probability_ham, or not;probability_spam;predicted_kind_2;probability_ham, or not_2;probability_spam_2`,
    );
    assertEquals(found[5], lines[5] + added[1] + added[1]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      ...["m", "mail.csv", "mail.yaml", "more.csv", "new.csv", "out.csv"],
      "wide.csv",
    ]);
  },
);

drive(
  "predict --csv names the columns of predicted numbers after their labels",
  async (folder) => {
    const rows = Array.from({ length: 30 }, (_, r) => `${r},${9 * r},${-r}`);
    Deno.writeTextFileSync(
      `${folder}/t.csv`,
      ["x,high,low", ...rows].join("\n"),
    );
    Deno.writeTextFileSync(
      `${folder}/t.yaml`,
      "name: t\ndataset: { csv: t.csv, label: [high, low] }\n" +
        "layers: [{ units: 2 }]\nlearningRate: 0.1\nepochs: 200\n",
    );
    const trained = await run("train", folder, "t.yaml", "--out", "t");
    assertEquals(trained.code, 0, trained.err);
    Deno.writeTextFileSync(`${folder}/new.csv`, "x\n10\n20\n");
    const said = async (...flags: string[]) =>
      (await run("predict", folder, "t", "new.csv", ...flags)).out;
    const mlp = await loadModel(`${folder}/t/model.safetensors`);
    const [first, second] = [10, 20].map((x) => mlp.predictRow({ x }).values!);
    assert(Math.abs(first.high - 90) < 1 && Math.abs(first.low + 10) < 1);
    assertEquals(
      await said("--csv"),
      `x,predicted_high,predicted_low\n10,${first.high},${first.low}\n20,${second.high},${second.low}\n`,
    );
    assertEquals(
      (await said()).split("\n")[0],
      `new.csv[0]: high ${Number(first.high.toPrecision(7))}, low ${
        Number(first.low.toPrecision(7))
      }`,
    );
    assertEquals(JSON.parse(await said("--json")).predictions[0].values, first);
  },
);

drive(
  "predict handles 130,000 rows, more than a function call has arguments, with and without a header",
  async (folder) => {
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    const count = 130_000;
    Deno.writeTextFileSync(`${folder}/n.csv`, "0,1\n1,1\n".repeat(count / 2));
    const { code, out } = await run("predict", folder, "xor", "n.csv");
    assertEquals(code, 0);
    const lines = out.trimEnd().split("\n");
    assertEquals(lines.length, count);
    assertMatch(lines[count - 2], /^n\.csv\[129998\]: 1 0\.9\d+, 0 0\.0\d+$/);
    assertMatch(lines[count - 1], /^n\.csv\[129999\]: 0 0\.9\d+, 1 0\.0\d+$/);
    const csv = await run("predict", folder, "xor", "n.csv", "--csv");
    const [first, ...rest] = csv.out.trimEnd().split("\n");
    // the file has no header, and none is added
    assertMatch(first, /^0,1,1,0\.0\d+,0\.9\d+$/);
    assertEquals(rest.length, count - 1);
    const json = await run("predict", folder, "xor", "n.csv", "--json");
    const { predictions } = JSON.parse(json.out);
    assertEquals(predictions.length, count);
    assertEquals(predictions.at(-1).row, count - 1);
  },
);

/** Writes a table of 500,000 rows. */
function writeLong(folder: string): void {
  const rows = "3,5;70\n6,5;60\n".repeat(250_000);
  Deno.writeTextFileSync(`${folder}/long.csv`, `links;length\n${rows}`);
}

drive(
  "predict --csv exits without an error if nobody reads its output",
  async (folder) => {
    await train(folder);
    writeLong(folder);
    const command = start("predict", folder, ["m", "long.csv", "--csv"]);
    const reader = command.stdout.getReader();
    const { value } = await reader.read(); // long before the end of the file
    assertStringIncludes(new TextDecoder().decode(value), "predicted_kind");
    await reader.cancel();
    const [{ code }, err] = await Promise.all([
      command.status,
      new Response(command.stderr).text(),
    ]);
    assertEquals([code, err], [0, ""]);
  },
);

drive(
  "predict --out leaves no new or changed file if it is interrupted or fails",
  async (folder) => {
    await train(folder);
    writeLong(folder);
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name);
    const before = names().sort();
    const args = ["m", "long.csv", "--csv", "--out", "out.csv"];
    const command = start("predict", folder, args);
    while (!names().some((name) => name.startsWith("out.csv."))) {
      await new Promise((done) => setTimeout(done, 100));
    }
    send(command, "SIGINT");
    send(command, "SIGINT"); // under deno task, one Ctrl-C sends two signals
    const { code, stderr } = await command.output();
    assertEquals(
      [code, new TextDecoder().decode(stderr)],
      [130, "interrupted: nothing was saved\n"],
    );
    assertEquals(names().sort(), before);

    Deno.writeTextFileSync(`${folder}/out.csv`, "mine");
    const there = await run("predict", folder, ...args);
    assertEquals(there.code, 2);
    assertStringIncludes(there.err, "out.csv already exists");
    // an unreadable cell near the end
    Deno.writeTextFileSync(`${folder}/long.csv`, "many;3\n", { append: true });
    const wrong = await run("predict", folder, ...args, "--overwrite");
    assertEquals([wrong.code, wrong.err], [
      1,
      'error: long.csv:500002: must have a number in column 1, links: found "many"\n',
    ]);
    assertEquals(Deno.readTextFileSync(`${folder}/out.csv`), "mine");
    assertEquals(names().sort(), [...before, "out.csv"].sort());
  },
);

drive(
  "predict --csv refuses a file that is not a table",
  async (folder) => {
    await train(folder);
    Deno.writeTextFileSync(`${folder}/a.csv`, "links;length\n1,5;2\n");
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    Deno.writeTextFileSync(`${folder}/a.json`, "[[0, 1]]");
    const cases: [args: string[], said: string][] = [
      [
        ["m", "a.csv", "a.csv"],
        "error: --csv must be used with one FILE: found 2",
      ],
      [["m", "a.csv", "--json"], "error: --csv must be omitted with --json"],
      [
        ["xor", "a.json"],
        "error: a.json must be a CSV file for --csv",
      ],
    ];
    for (const [args, said] of cases) {
      const { code, out, err } = await run("predict", folder, ...args, "--csv");
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(err, said);
    }
  },
);

drive(
  "predict writes rows of 8,000 classes one by one, within 400 MiB",
  async (folder) => {
    const mlp = compile({
      name: "many",
      layers: [{ units: 8000, activation: "softmax" }],
      loss: "crossEntropy",
      learningRate: 1,
      epochs: 1,
    }, { inputs: 2 });
    await saveModel(mlp, `${folder}/many.safetensors`);
    // the outputs of all rows would need 3.8 GiB
    Deno.writeTextFileSync(`${folder}/n.csv`, "0,1\n1,1\n".repeat(60_000));
    for (const flags of [["--csv"], ["--json"], []]) {
      const program = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--allow-all", inProject("tests/cli/_streamed.ts")],
          ...[folder, "many.safetensors", "n.csv", ...flags],
        ],
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const { first, mostMiB, code, err }: Streamed = JSON.parse(
        (await outcome(program)).out,
      );
      assertEquals([code, err], [0, ""]);
      assert(first > 0);
      assert(mostMiB < 400, `${mostMiB} MiB with ${flags}`);
    }
  },
);

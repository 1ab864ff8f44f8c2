import { assertEquals, assertMatch } from "@std/assert";
import { parseSpec } from "../../mod.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, run } from "./_command.ts";

drive(
  "init writes a spec that can be trained, and the JSON Schema for editors",
  async (folder) => {
    const { code, out, err } = await run("init", folder, "first");
    assertEquals([code, err], [0, ""]);
    assertEquals(
      out,
      "first.yaml is written; to train the network, type deno task train first.yaml\n",
    );
    const text = Deno.readTextFileSync(`${folder}/first.yaml`);
    const [, schema] = /^# yaml-language-server: \$schema=(.*)\n/.exec(text)!;
    assertEquals(
      Deno.realPathSync(`${folder}/${schema}`),
      Deno.realPathSync(inProject("specs/spec.schema.json")),
    );
    const trained = await run("train", folder, "first.yaml", "--epochs", "1");
    assertEquals(trained.code, 0, trained.err);
  },
);

drive(
  "init --conv writes a spec with a convolution that can be trained",
  async (folder) => {
    const { code, err } = await run("init", folder, "first", "--conv");
    assertEquals([code, err], [0, ""]);
    const { layers } = parseSpec(Deno.readTextFileSync(`${folder}/first.yaml`));
    const types = layers.map(({ type }) => type);
    assertEquals(types, ["conv2d", "maxPool2d", "flatten", "dense"]);
    const trained = await run("train", folder, "first.yaml", "--epochs", "1");
    assertEquals(trained.code, 0, trained.err);
    const table = ["--csv", "t.csv", "--label", "y"];
    const both = await run("init", folder, "second", "--conv", ...table);
    assertEquals([both.code, both.out], [2, ""]);
    assertMatch(both.err, /--conv must be omitted with --csv/);
  },
);

drive(
  "init --csv writes a spec for a table in another folder, also with --data, and --json prints the fields",
  async (folder) => {
    Deno.mkdirSync(`${folder}/nets`);
    const rows = Array.from({ length: 30 }, (_, r) => `${r};${r % 7},5;${r}`);
    Deno.writeTextFileSync(
      `${folder}/t #1.csv`,
      ["id;a;y", ...rows].join("\n"),
    );
    const args = ["nets/first", "--csv", "t #1.csv", "--label", "y"];
    const written = await run("init", folder, ...args);
    assertEquals(written.code, 0, written.err);
    assertEquals(
      written.out,
      "nets/first.yaml is written; to train the network, type deno task train nets/first.yaml\n",
    );
    assertMatch(
      written.err,
      /^ {2}id: ignored, since each row has a different number\n {2}a: number, 0\.5 to 6\.5\n/,
    );
    const text = Deno.readTextFileSync(`${folder}/nets/first.yaml`);
    assertMatch(text, /^ {2}csv: '\.\.\/t #1\.csv'/m);
    const set = ["--set", "epochs=2"];
    const trained = await run("train", folder, "nets/first.yaml", ...set);
    assertEquals(trained.code, 0, trained.err);
    const again = await run("init", folder, ...args);
    assertEquals([again.code, again.out], [2, ""]);
    assertMatch(again.err, /already exists/);
    args[0] = "second";
    const { code, out, err } = await run("init", folder, ...args, "--json");
    assertEquals([code, err], [0, ""]);
    const { file, rows: count, dataset } = JSON.parse(out);
    assertEquals([file, count], ["second.yaml", 30]);
    Deno.mkdirSync(`${folder}/apart`);
    const there = ["third", "--csv", "../t #1.csv", "--label", "y"];
    const outside = await run("init", `${folder}/apart`, ...there);
    assertEquals(outside.code, 1);
    assertMatch(
      outside.err,
      /must be a file inside .*; to allow this folder, add --data /,
    );
    const allowed = [...there, "--data", ".."];
    const third = await run("init", `${folder}/apart`, ...allowed);
    assertEquals(third.code, 0, third.err);
    assertMatch(
      third.out,
      /; to train the network, type deno task train third\.yaml --data \.\.\n$/,
    );
    assertEquals(dataset, {
      ...{ label: "y", decimal: "," },
      columns: { id: "ignore" },
    });
  },
);

drive(
  "init overwrites no file, and writes only to the path that it prints",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.yaml`, "mine");
    const refusals: [typed: string, said: RegExp, code?: number][] = [
      ["mine", /^error: mine\.yaml already exists; choose another NAME;/],
      ["mine.yaml", /^error: mine\.yaml already exists/],
      ["con", /^error: NAME must be 1 to 48 characters/],
      ["a+b", /^error: NAME must be 1 to 48 characters/],
      ["new --csv t.csv", /^error: --csv must be used with --label COLUMN/],
      ["new --label y", /^error: --label must be used with --csv FILE/],
      [
        "new --csv t.csv --label y",
        /^error: --csv must be the path of a file: found no file at t\.csv/,
      ],
      [
        "new --csv . --label y",
        /^error: --csv must be the path of a file: found no file at \./,
      ],
      ["..", /^error: NAME must be 1 to 48 characters/],
      ["nowhere/net", /^error: No such file or directory/, 1],
      ["--force", /^error: unknown flag --force/],
    ];
    for (const [typed, said, expected = 2] of refusals) {
      const { code, out, err } = await run("init", folder, ...typed.split(" "));
      assertEquals([code, out], [expected, ""]);
      assertMatch(err, said);
      assertEquals(err.trimEnd().split("\n").length, 1);
    }
    assertEquals(names(folder), ["mine.yaml"]);
    assertEquals(Deno.readTextFileSync(`${folder}/mine.yaml`), "mine");
  },
);

import { assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml";
import { Found } from "../../lib/spec/_fault.ts";
import { walk } from "../../lib/spec/_walk.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { starterSpec } from "../../lib/spec/starter.ts";
import { parseSpec } from "../../mod.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, run } from "./_command.ts";

drive(
  "init writes a spec that trains, and its schema for editors",
  async (folder) => {
    const { code, out, err } = await run("init", folder, "first");
    assertEquals([code, err], [0, ""]);
    assertEquals(
      out,
      "first.yaml is written; deno task train first.yaml trains it\n",
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
  "init never writes over a file, nor elsewhere than it says",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.yaml`, "mine");
    const refusals: [name: string, said: RegExp, code?: number][] = [
      ["mine", /^error: mine\.yaml is there already, and is left as it is;/],
      ["mine.yaml", /^error: mine\.yaml is there already/],
      ["con", /^error: NAME must be 1 to 48 letters/],
      ["a b", /^error: NAME must be 1 to 48 letters/],
      ["..", /^error: NAME must be 1 to 48 letters/],
      ["nowhere/net", /^error: No such file or directory/, 1],
      ["--force", /^error: unknown flag --force/],
    ];
    for (const [name, said, expected = 2] of refusals) {
      const { code, out, err } = await run("init", folder, name);
      assertEquals([code, out], [expected, ""]);
      assertMatch(err, said);
      assertEquals(err.trimEnd().split("\n").length, 1);
    }
    assertEquals(names(folder), ["mine.yaml"]);
    assertEquals(Deno.readTextFileSync(`${folder}/mine.yaml`), "mine");
  },
);

Deno.test("starterSpec() is right, and has every field with what it may hold", async (t) => {
  const text = starterSpec("first", "./spec.schema.json");
  assertEquals(parseSpec(text).name, "first");
  const written = parse(text) as Record<string, unknown>;
  for (const name of Object.keys(anySchema.fields)) {
    await t.step(name, () => {
      if (Object.hasOwn(written, name)) return;
      const [, line] = new RegExp(`^# (${name}: .*)$`, "m").exec(text)!;
      const found = new Found();
      walk(anySchema, { ...written, ...parse(line) as object }, found);
      assertEquals(found.faults, []);
    });
  }
});

import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../lib/cli/flags.ts";
import { expand } from "../../lib/cli/glob.ts";
import {
  isFile,
  isFolder,
  mustBeFile,
  quoted,
  relativeUrl,
  runFolder,
} from "../../lib/cli/paths.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

Deno.test(
  needing(
    "relativeUrl() returns the URL relative to the folder of a file",
    DISK,
  ),
  async (t) => {
    const cases: [target: string, file: string, way: string][] = [
      ["a/b.csv", "a/spec.yaml", "b.csv"],
      ["b.csv", "a/spec.yaml", "../b.csv"],
      ["a/b/c.csv", "spec.yaml", "a/b/c.csv"],
      ["a/b.csv", "c/d/spec.yaml", "../../a/b.csv"],
      ["a/b.csv", "a/c/spec.yaml", "../b.csv"],
      ["a", "a/spec.yaml", ""],
      ["ab/c.csv", "a/spec.yaml", "../ab/c.csv"],
      ["t #1?.csv", "spec.yaml", "t%20%231%3F.csv"],
      ["a\\b.csv", "a/spec.yaml", "b.csv"],
    ];
    for (const [target, file, way] of cases) {
      await t.step(`${target} from ${file}`, () => {
        assertEquals(relativeUrl(target, file), way);
      });
    }
    const url = "https://jsr.io/@percept/nn/spec.schema.json";
    assertEquals(relativeUrl(new URL(url), "a/spec.yaml"), url);
  },
);

Deno.test("quoted() quotes a text that a shell does not read as one word", () => {
  for (const word of ["a", "a/b-c_d.e", "größe", "x=1,2", "@a:b%+", "0"]) {
    assertEquals(quoted(word), word);
  }
  const cases = {
    "a b": "'a b'",
    "": "''",
    "$a": "'$a'",
    "it's": "'it'\\''s'",
  };
  for (const [word, text] of Object.entries(cases)) {
    assertEquals(quoted(word), text);
  }
});

Deno.test({
  ...needing(
    "expand() finds files by patterns, in order, and keeps other paths",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const files = ["b.yaml", "a.yaml", "a.yml", ".hidden.yaml", "x+y.yaml"];
      for (const name of files) Deno.writeTextFileSync(`${folder}/${name}`, "");
      for (const sub of ["one", "two", ".git", "dir.yaml"]) {
        Deno.mkdirSync(`${folder}/${sub}`);
        Deno.writeTextFileSync(`${folder}/${sub}/s.yaml`, "");
      }
      const found = async (...patterns: string[]) =>
        (await expand(patterns.map((each) => `${folder}/${each}`)))
          .map((path) => path.slice(folder.length + 1));
      assertEquals(await found("*.yaml"), ["a.yaml", "b.yaml", "x+y.yaml"]);
      assertEquals(await found("?.y*ml"), ["a.yaml", "a.yml", "b.yaml"]);
      assertEquals(await found("x+?.yaml"), ["x+y.yaml"]);
      assertEquals(await found("*/s.yaml"), [
        ...["dir.yaml/s.yaml", "one/s.yaml", "two/s.yaml"],
      ]);
      assertEquals(await found(".*.yaml"), [".hidden.yaml"]);
      assertEquals(await found("b.yaml", "a.*"), [
        ...["b.yaml", "a.yaml", "a.yml"],
      ]);
      assertEquals(await found("missing.yaml"), ["missing.yaml"]);
      await assertRejects(() => found("*.csv"), UsageError);
      await assertRejects(() => found("none*/s.yaml"), UsageError);
      await assertRejects(() => found("a.yaml/*"), Error);
    }),
});

Deno.test({
  ...needing(
    "a file, a folder and the run folder of a sweep are distinguished",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/a.txt`, "a");
      Deno.mkdirSync(`${folder}/sweep`);
      Deno.writeTextFileSync(`${folder}/sweep/sweep.json`, "{}");
      Deno.mkdirSync(`${folder}/odd/sweep.json`, { recursive: true });
      const [file, sweep, none] = ["a.txt", "sweep", "none"]
        .map((name) => `${folder}/${name}`);
      const are = async (is: (path: string) => Promise<boolean>) =>
        await Promise.all([file, sweep, none].map(is));
      assertEquals(await are(isFile), [true, false, false]);
      assertEquals(await are(isFolder), [false, true, false]);
      assertEquals(runFolder(sweep), `${sweep}/best`);
      assertEquals(runFolder(`${sweep}/`), `${sweep}/best`);
      for (const other of [file, none, folder, `${folder}/odd`]) {
        assertEquals(runFolder(other), other);
      }
      assertEquals(await mustBeFile(file), file);
      await assertRejects(() => mustBeFile(sweep), UsageError);
      await assertRejects(() => mustBeFile(none), UsageError);
    }),
});

/**
 * The README files are correct: their length, the commands and flags that they
 * show, and the result of the commands of the top README, which run in order in
 * an empty folder. `deno task test` runs their `ts` blocks as examples.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/yaml";
import config from "../deno.json" with { type: "json" };
import { namedOtherwise } from "../lib/spec/_other_names.ts";
import { checkSpec, parseSpec } from "../mod.ts";
import { run } from "./cli/_command.ts";
import { inTemporaryFolder } from "./dataset/_fixture.ts";
import { COMMAND, needing, READ } from "./_needing.ts";

const ROOT = new URL("../", import.meta.url);
const PAGES = ["", "specs/", "data/", "lib/", "tests/"]
  .map((folder) => `${folder}README.md`).concat("CONTRIBUTING.md");

/** A PNG of 16 x 16: a 7 in black on white. */
const SEVEN =
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAAKUlEQVR42mP4jwYYiBNggALcAlDFhAQgfDwCUD5uAQaG//gFGBiI9xwAJTzdI9bRa6oAAAAASUVORK5CYII=";

const textOf = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

/** The code blocks in a language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language).map(([, , code]) => code);
}

/** The commands of a page, in code blocks and in inline code. */
function commands(page: string): string[] {
  const lines = [...page.matchAll(/^```\w*[^\n]*\n(.*?)^```$/gms)]
    .flatMap(([, code]) => code.replaceAll("\\\n", "").split("\n"));
  const inline = [...page.replace(/^```.*?^```/gms, "").matchAll(/`([^`]+)`/g)]
    .map(([, code]) => code.replace(/\s+/g, " "));
  return [...lines, ...inline]
    .map((line) => line.replace(/^(\/\/|#) (?=percept )/, ""))
    .map((line) => line.replace(/(: | +#).*/, "").trim())
    .filter((line) => /(^| )(deno task|percept) [a-z]/.test(line));
}

Deno.test({
  ...needing(
    "README.md has at most 160 lines, and its first 80 x 30 characters show a spec, train, the score, the tests and the import",
    READ,
  ),
  fn() {
    const page = textOf("README.md"), lines = page.trimEnd().split("\n");
    assertLessOrEqual(lines.length, 160);
    for (const line of lines) assertLessOrEqual(line.length, 100, line);
    const screen = lines.slice(0, 30);
    for (const line of screen) assertLessOrEqual(line.length, 80, line);
    const shown = screen.join("\n");
    for (
      const part of [
        ...["task train #", "task test", "0.9910 (441 of 445"],
        'from "@percept/nn"',
      ]
    ) assertStringIncludes(shown, part);
    const { description: _, ...spec } = parseSpec(textOf("specs/digits.yaml"));
    assertEquals(parseSpec(blocks(shown, "yaml")[0]), spec);
  },
});

Deno.test({
  ...needing(
    "each command of a README is a task or verb with flags from its help, and its specs exist",
    READ,
  ),
  async fn(t) {
    for (const path of PAGES) {
      const found = commands(textOf(path));
      await t.step(`${path}: ${found.length} commands`, async () => {
        for (const command of found) {
          const [, task, rest] = command
            .match(/(?:deno task|percept) (\S+)(.*)/)!;
          if (task === "help" || /^[A-Z]/.test(task)) continue;
          assert(Object.hasOwn(config.tasks, task), command);
          for (const [, spec] of rest.matchAll(/(?<= )(specs\/\S+\.yaml)/g)) {
            if (/[*A-Z]/.test(spec)) continue;
            assert(textOf(spec) !== "", command);
          }
          const line = config.tasks[task as keyof typeof config.tasks].command;
          if (!line.includes("lib/cli/main.ts")) continue;
          const { help } = await import(`../lib/cli/${task}.ts`);
          for (const [, flag] of rest.matchAll(/ (--[a-z-]+)/g)) {
            assertStringIncludes(help, flag, command);
          }
        }
      });
    }
  },
});

Deno.test({
  ...needing(
    "each YAML block of a README is a valid spec or a part of one",
    READ,
  ),
  async fn(t) {
    const rest = { name: "a", learningRate: 1, epochs: 1 };
    const bases = [
      { ...rest, dataset: "mnist", layers: [{ units: 10 }] },
      {
        ...rest,
        dataset: { csv: "a.csv", label: "b" },
        layers: [{ units: 3 }],
      },
    ];
    for (const path of PAGES) {
      const parts = blocks(textOf(path), "yaml")
        .filter((part) => !part.includes("jobs:")); // a GitHub workflow
      for (const part of parts) {
        await t.step(`${path}: ${part.split("\n", 1)}`, () => {
          const errors = bases.flatMap((base) => {
            try {
              checkSpec({ ...base, ...(parse(part) as object) });
              return [];
            } catch (error) {
              return [error];
            }
          });
          assert(errors.length < bases.length, errors.join("\n"));
        });
      }
    }
  },
});

Deno.test({
  ...needing(
    "the names of other libraries in specs/README.md are known to the spec checker",
    READ,
  ),
  fn() {
    const table = textOf("specs/README.md")
      .match(/^\| Keras .*?(?=\n\n)/ms)![0].split("\n").slice(2);
    assert(table.length > 30);
    const plain = (name: string) =>
      name.toLowerCase().replace(/[^a-z0-9]/g, "");
    for (const row of table) {
      const cells = row.split("|").slice(1, -1)
        .map((cell) =>
          [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
        );
      const ours = cells[3], own = ours.map((name) => name.split(".").at(-1)!);
      for (const name of cells.slice(0, 3).flat()) {
        assert(
          own.some((word) =>
            plain(word).replace(/s$/, "") ===
              plain(name).replace(/s$/, "")
          ) ||
            namedOtherwise(name).some((word) => ours.includes(word)),
          `${name} must be known as ${ours}: found ${namedOtherwise(name)}`,
        );
      }
    }
  },
});

Deno.test({
  ...needing(
    "the commands of README.md have the described results in an empty folder",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const page = textOf("README.md");
      const table = (rows: number) =>
        "area,rooms,price\n" + Array.from({ length: rows }, (_, n) =>
          `${40 + n % 50},${1 + n % 4},${1000 * (40 + n % 50 + 5 * (n % 4))}\n`)
          .join("");
      for (const [name, rows] of [["houses", 60], ["new", 3], ["sold", 9]]) {
        Deno.writeTextFileSync(`${folder}/${name}.csv`, table(Number(rows)));
      }
      const seven = Uint8Array.fromBase64(SEVEN); // the command recognizes a file by its content
      const files = ["seven.png", "photo.jpg"];
      for (const name of ["cat", "dog"]) {
        Deno.mkdirSync(`${folder}/shots/${name}`, { recursive: true });
        for (let n = 0; n < 10; n++) files.push(`shots/${name}/${n}.png`);
      }
      for (const file of files) Deno.writeFileSync(`${folder}/${file}`, seven);
      const after = page.slice(page.indexOf("## Your own table"));
      const typed = commands(after).filter((line) =>
        line.startsWith("percept")
      );
      assert(typed.length >= 15, typed.join("\n"));
      for (const line of typed) {
        await t.step(line, async () => {
          const [, verb, ...args] = line.replaceAll("'", "").split(" ");
          const task = verb as "train";
          const { code, out, err } = await run(task, folder, ...args);
          assertEquals(code, 0, err);
          if (line === "percept train") {
            const [score] = page.match(/\d\.\d+ \(\d+ of \d+/)!;
            assertStringIncludes(out, score);
          }
          const block = { js: "js", onnx: "python" }[args.at(-1)!];
          if (block === undefined) return;
          const [example] = blocks(page, block);
          const [file] = example.match(/runs\/\S+\/model\.\w+/)!;
          assertStringIncludes(out, file);
          if (block === "python") {
            assertStringIncludes(out, example.match(/\{"\w+": /)![0]);
            return;
          }
          Deno.writeTextFileSync(`${folder}/page.js`, example);
          const { success, stdout } = await new Deno.Command(
            Deno.execPath(),
            { args: ["run", "--no-config", "page.js"], cwd: folder },
          ).output();
          assert(success);
          assertMatch(
            new TextDecoder().decode(stdout),
            /^\d \{\n {2}"0": [\d.e-]+,/,
          );
        });
      }
      for (const file of ["houses.yaml", "runs/digits-2/report.html"]) {
        assert(Deno.statSync(`${folder}/${file}`).isFile);
      }
    }),
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { found, testLibrary } from "./_rules.ts";
import { librarySources } from "./_tree.ts";
import { MODULES } from "./lint.ts";
import { arrows, circle, foldersOf, importsOf } from "./modules.ts";
import { needing, READ } from "../_needing.ts";

testLibrary("modules", "a module of lib/ imports only from modules above it");

Deno.test({
  ...needing("each file of lib/ belongs to a module", READ),
  fn() {
    const strays = librarySources().map(({ path }) => path)
      .filter((path) => !Object.hasOwn(MODULES, path.split("/")[1]));
    assertEquals(strays, []);
  },
});

Deno.test("the rule of modules refuses all forms of forbidden imports", async (t) => {
  const cases: [name: string, path: string, source: string, reason: string][] =
    [
      [
        "a value",
        "lib/spec/a.ts",
        'import { x } from "../engine/mod.ts";',
        "spec is above engine",
      ],
      [
        "a type",
        "lib/spec/a.ts",
        'import type { X } from "../engine/mod.ts";',
        "spec is above engine",
      ],
      [
        "a type in place",
        "lib/spec/a.ts",
        'let x: import("../cli/mod.ts").X;',
        "spec is above cli",
      ],
      [
        "an export",
        "lib/math.ts",
        'export { x } from "./frame.ts";',
        "math.ts is above frame.ts",
      ],
      [
        "an export of all",
        "lib/math.ts",
        'export * from "./random.ts";',
        "math.ts is above random.ts",
      ],
      [
        "a late import",
        "lib/mlp/a.ts",
        'await import("../report/mod.ts");',
        "mlp is above report",
      ],
      [
        "a computed import",
        "lib/mlp/a.ts",
        "await import(name);",
        "must be written out",
      ],
      [
        "a worker",
        "lib/mlp/a.ts",
        'new URL("../cli/w.ts", import.meta.url);',
        "mlp is above cli",
      ],
      [
        "a way round",
        "lib/engine/wasm/a.ts",
        'import "../../engine/../train/mod.ts";',
        "engine is above train",
      ],
      [
        "a private file",
        "lib/dataset/a.ts",
        'import "../spec/_path.ts";',
        "stays inside spec",
      ],
      [
        "a private folder",
        "lib/dataset/a.ts",
        'import "../spec/_tables/a.ts";',
        "stays inside spec",
      ],
      [
        "a file inside a module",
        "lib/dataset/a.ts",
        'import "../spec/parse.ts";',
        "import from spec/mod.ts",
      ],
      [
        "the door",
        "lib/cli/main.ts",
        'import "../../mod.ts";',
        "nothing of this tree but lib/",
      ],
      [
        "the door by name",
        "lib/cli/main.ts",
        'import "@percept/nn";',
        "own door",
      ],
      [
        "a test",
        "lib/cli/main.ts",
        'import "../../tests/house/lint.ts";',
        "nothing of this tree but lib/",
      ],
      [
        "an unknown module",
        "lib/cli/main.ts",
        'import "../attic/mod.ts";',
        "attic is no module",
      ],
      [
        "from an unknown module",
        "lib/attic/a.ts",
        'import "../math.ts";',
        "attic is no module",
      ],
    ];
  for (const [name, path, source, reason] of cases) {
    await t.step(name, () => {
      const slips = found("modules", path, source);
      assertEquals(slips.length, 1, slips.join("\n"));
      assertStringIncludes(slips[0], reason);
    });
  }
});

Deno.test("the rule of modules accepts all allowed imports", async (t) => {
  const cases: [name: string, path: string, source: string][] = [
    ["the module above", "lib/random.ts", 'import { log } from "./math.ts";'],
    ["many modules above", "lib/cli/main.ts", 'import "../spec/mod.ts";'],
    [
      "a file inside a module, late",
      "lib/cli/a.ts",
      'await import("../spec/starter.ts");',
    ],
    ["its own private file", "lib/spec/a.ts", 'import "./_path.ts";'],
    ["a folder in the module", "lib/engine/mod.ts", 'import "./wasm/mod.ts";'],
    ["a package", "lib/spec/a.ts", 'import * as v from "valibot";'],
    [
      "data by URL",
      "lib/dataset/a.ts",
      'new URL("../../data/digits/", import.meta.url);',
    ],
    [
      "the version",
      "lib/cli/main.ts",
      'await import("../../deno.json", { with: { type: "json" } });',
    ],
    ["a comment", "lib/math.ts", '// import "./cli/main.ts";\n'],
    ["a string", "lib/math.ts", "const s = 'import \"./cli/main.ts\"';"],
    ["the tests", "tests/a_test.ts", 'import "../lib/cli/main.ts";'],
  ];
  for (const [name, path, source] of cases) {
    await t.step(name, () => assertEquals(found("modules", path, source), []));
  }
});

Deno.test("circle() finds import cycles of files, also through types and import(), and ignores comments", () => {
  const source = (path: string, text: string) => ({ path, text });
  const straight = [
    source("lib/a.ts", 'import { b } from "./b.ts";'),
    source("lib/b.ts", '// import { a } from "./c.ts";\nexport const b = 1;'),
    source("lib/c.ts", 'import {\n  a,\n} from "./a.ts";'),
  ];
  assertEquals(circle(importsOf(straight)), undefined);
  const round = [...straight.slice(0, 2)];
  for (
    const text of [
      'import type { A } from "./c.ts";',
      'export * from "./c.ts";',
      'await import("./c.ts");',
      'import {\n  a, // c\'s; not "b"\n  b, /* " */\n} from "./c.ts";',
      'export const type = "image/*";\nimport "./c.ts"; /* */',
    ]
  ) {
    const found = circle(
      importsOf([
        round[0],
        source("lib/b.ts", text),
        straight[2],
      ]),
    );
    assertEquals(found, ["lib/a.ts", "lib/b.ts", "lib/c.ts", "lib/a.ts"]);
  }
});

Deno.test("foldersOf() finds import cycles of folders in the same folder", () => {
  const imports = new Map([
    ["lib/x/a/one.ts", ["lib/x/b/two.ts", "lib/x/a/three.ts"]],
    ["lib/x/b/two.ts", ["lib/x/c/d/four.ts", "lib/x/top.ts"]],
    ["lib/x/mod.ts", ["lib/x/a/one.ts"]],
    ["lib/x/c/five.ts", ["lib/x/c/d/four.ts"]],
    ["lib/x/c/d/four.ts", ["lib/x/c/seven.ts"]], // one of these folders contains the other
  ]);
  assertEquals(circle(foldersOf(imports)), undefined);
  const round = new Map([...imports, ["lib/x/c/six.ts", ["lib/x/a/three.ts"]]]);
  assertEquals(circle(round), undefined); // there is no cycle of files
  const found = circle(foldersOf(round)) ?? [];
  assertEquals(found, ["lib/x/a", "lib/x/b", "lib/x/c", "lib/x/a"]);
  assertEquals(arrows(round, found), [
    "lib/x/a/one.ts imports lib/x/b/two.ts",
    "lib/x/b/two.ts imports lib/x/c/d/four.ts",
    "lib/x/c/six.ts imports lib/x/a/three.ts",
  ]);
});

Deno.test({
  ...needing(
    "lib/ has no import cycles of files, or of folders in the same folder",
    READ,
  ),
  fn() {
    const imports = importsOf(librarySources());
    assertEquals(circle(imports), undefined);
    assertEquals(circle(foldersOf(imports)), undefined);
  },
});

testLibrary("deno", "only disk/ and cli/ use Deno");

Deno.test("the rule of Deno refuses it in all code that must run without Deno", () => {
  const source = 'const all = await Deno.readFile("a");';
  assertEquals(found("deno", "lib/mlp/a.ts", source).length, 1);
  assertEquals(found("deno", "lib/mlp/a.ts", "globalThis.Deno;").length, 1);
  assertEquals(found("deno", "mod.ts", source).length, 1);
  assertEquals(found("deno", "lib/a.ts", 'globalThis["Deno"];').length, 1);
  const node = 'import process from "node:process";';
  assertEquals(found("deno", "lib/mlp/a.ts", node).length, 1);
  for (const path of ["lib/disk/a.ts", "lib/cli/a.ts", "lib/mlp/a_bench.ts"]) {
    assertEquals(found("deno", path, source + node), []);
  }
});

testLibrary("using", "only cli/ declares with using");

Deno.test("the rule of using finds `using` and `await using` outside cli/", () => {
  for (const source of ["using a = f();", "await using a = f();"]) {
    assertEquals(found("using", "lib/disk/a.ts", source).length, 1);
    assertEquals(found("using", "lib/cli/a.ts", source), []);
  }
  assertEquals(found("using", "lib/disk/a.ts", "const using = 1;"), []);
});

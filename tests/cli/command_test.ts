import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import deno from "../../deno.json" with { type: "json" };
import { readFlags, UsageError } from "../../lib/cli/flags.ts";
import { main } from "../../lib/cli/main.ts";
import { hasColor, width } from "../../lib/cli/terminal.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject } from "./_command.ts";
import { COMMAND, needing, variables } from "../_needing.ts";

/** Runs a command in this process, and returns its output. */
async function command(...args: string[]) {
  const { log, error } = console;
  const said = { out: "", err: "" };
  console.log = (text: string) => said.out += `${text}\n`;
  console.error = (text: string) => said.err += `${text}\n`;
  try {
    return { code: await main(args), ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}

Deno.test("--help prints examples on stdout, at any position of the command line", async (t) => {
  const general = ["--help", "-h"].map((flag) => [flag]);
  for (const args of [[], ...general]) {
    await t.step(`percept ${args.join(" ")}`, async () => {
      const { code, out, err } = await command(...args);
      assertEquals([code, err], [0, ""]);
      assertStringIncludes(out, "  deno task train my-network.yaml ");
    });
  }
  for (
    const rest of [["--help"], ["-h"], ["nowhere.yaml", "--sed", "--help"]]
  ) {
    await t.step(`percept train ${rest.join(" ")}`, async () => {
      const { code, out, err } = await command("train", ...rest);
      assertEquals([code, err], [0, ""]);
      assertMatch(out, /^deno task train \[SPEC.*\] \[flags\]\n/);
      assertMatch(out, /^examples\n( {2}deno task train.*\n)+/m);
    });
  }
});

Deno.test("help VERB prints the same text as VERB --help, and help the same as --help", async (t) => {
  const general = await command("--help");
  assertEquals(await command("help"), general);
  const verbs = ["init", "validate", "explain", "train", "sweep", "evaluate"];
  for (const verb of [...verbs, "predict", "export", "data"]) {
    await t.step(verb, async () => {
      const { code, out, err } = await command("help", verb);
      assertEquals([code, err], [0, ""]);
      assertEquals(out.startsWith(`deno task ${verb}`), true);
      assertEquals((await command(verb, "--help")).out, out);
    });
  }
  const { code, out, err } = await command("help", "trian");
  assertEquals([code, out], [2, ""]);
  assertMatch(err, /train/);
});

Deno.test("--version prints the version of deno.json", async () => {
  const { code, out, err } = await command("--version");
  assertEquals([code, out, err], [0, `${deno.version}\n`, ""]);
});

Deno.test("an unknown command is refused, and the message suggests the nearest command", async (t) => {
  const cases: [verb: string, found: RegExp][] = [
    [
      "trian",
      /^error: unknown command trian, did you mean train\?; --help shows/,
    ],
    ["Train", /^error: unknown command Train, did you mean train\?/],
    ["xyzzy", /^error: unknown command xyzzy, must be one of .*\btrain\b/],
    ["--json", /^error: unknown command --json, must be one of /],
    ["constructor", /^error: unknown command constructor, must be one of /],
    ["__proto__", /^error: unknown command __proto__, must be one of /],
  ];
  for (const [verb, found] of cases) {
    await t.step(verb, async () => {
      const { code, out, err } = await command(verb);
      assertEquals([code, out], [2, ""]);
      assertMatch(err, found);
      assertEquals(err.trimEnd().split("\n").length, 1);
    });
  }
});

const known = { text: ["epochs", "mirror"], plain: ["json"], operands: 1 };

Deno.test("readFlags() reads values and operands in any order", async (t) => {
  const cases: [args: string[], operands: string[], epochs?: number][] = [
    [[], []],
    [["a.yaml"], ["a.yaml"]],
    [["--epochs", "3", "a.yaml"], ["a.yaml"], 3],
    [["a.yaml", "--epochs=3"], ["a.yaml"], 3],
    [["--json", "a.yaml", "--epochs", "0"], ["a.yaml"], 0],
    [["--", "--json"], ["--json"]],
    [["12"], ["12"]],
    [["-"], ["-"]],
  ];
  for (const [args, operands, epochs] of cases) {
    await t.step(args.join(" ") || "nothing", () => {
      const flags = readFlags(args, known);
      assertEquals(flags.operands, operands);
      assertEquals(flags.whole("epochs", 0), epochs);
      assertEquals(flags.has("json"), args[0] === "--json");
    });
  }
});

Deno.test("readFlags() refuses unknown flags and wrong values", async (t) => {
  const whole = "--epochs must be a whole number of at least 1: found";
  const cases: [args: string[], message: string][] = [
    [["--epoch", "3"], "unknown flag --epoch, did you mean --epochs?"],
    [["--jsn"], "unknown flag --jsn, did you mean --json?"],
    [
      ["--xyzzy=3"],
      "unknown flag --xyzzy=3, must be one of --epochs, --mirror, --json",
    ],
    [["-e", "3"], "unknown flag -e, must be one of"],
    [["--no-json"], "unknown flag --no-json"],
    [["--__proto__=3"], "unknown flag --__proto__=3, must be one of"],
    [["--epochs", "-0.5"], "unknown flag -0.5"],
    [["--json=3"], "--json must have no value: found 3"],
    [["--json="], "--json must have no value: found "],
    [["--json", "false"], "--json must have no value: found false"],
    [
      ["a", "b"],
      "at most 1 argument is allowed, not counting flags: found also b",
    ],
    [
      ["a", "--", "--epochs"],
      "at most 1 argument is allowed, not counting flags: found also --epochs",
    ],
    [["--epochs"], "--epochs must have a value: found no value"],
    [["--epochs="], "--epochs must have a value: found no value"],
    [
      ["--epochs", "1", "--epochs", "2"],
      "--epochs must not be repeated: found 2 values",
    ],
    [["--epochs=0"], `${whole} "0"`],
    [["--epochs=-1"], `${whole} "-1"`],
    [["--epochs=1.5"], `${whole} "1.5"`],
    [["--epochs=1e3"], `${whole} "1e3"`],
    [["--epochs=0x10"], `${whole} "0x10"`],
    [["--epochs= 1"], `${whole} " 1"`],
    [["--epochs=many"], `${whole} "many"`],
    [["--epochs=9007199254740993"], `${whole} "9007199254740993"`],
    [
      ["--mirror", "nowhere"],
      '--mirror must be a URL that begins with https:// or http://: found "nowhere"',
    ],
    [["--mirror", "ftp://a/"], "--mirror must be a URL"],
    [["--mirror", "file:///etc"], "--mirror must be a URL"],
    ...["http://me@a/", "http://me:secret@a/", "http://a/?b", "http://a/#b"]
      .map((address): [string[], string] => [
        ["--mirror", address],
        "--mirror must be a URL without user, password, ? or #: found one of these in the URL of a",
      ]),
  ];
  for (const [args, message] of cases) {
    await t.step(args.join(" "), () => {
      const error = assertThrows(() => {
        const flags = readFlags(args, known);
        flags.whole("epochs", 1);
        flags.addresses("mirror");
      }, UsageError);
      assert(error.message.startsWith(message), error.message);
    });
  }
});

Deno.test("width() returns the width of the terminal within bounds, and 80 without a terminal", () => {
  const { consoleSize } = Deno;
  try {
    for (
      const [columns, expected] of [[100, 100], [0, 80], [3, 20], [500, 120]]
    ) {
      Deno.consoleSize = () => ({ columns, rows: 24 });
      assertEquals(width(), expected);
    }
  } finally {
    Deno.consoleSize = consoleSize;
  }
});

Deno.test({
  ...needing(
    "hasColor() is true on a terminal, unless NO_COLOR is set",
    variables("NO_COLOR"),
  ),
  fn() {
    const terminal = { isTerminal: () => true };
    const log = { isTerminal: () => false };
    const before = Deno.env.get("NO_COLOR");
    try {
      Deno.env.delete("NO_COLOR");
      assertEquals([hasColor(terminal), hasColor(log)], [true, false]);
      Deno.env.set("NO_COLOR", "1");
      assertEquals([hasColor(terminal), hasColor(log)], [false, false]);
      // no-color.org: only a value that is not empty counts
      Deno.env.set("NO_COLOR", "");
      assertEquals(hasColor(terminal), true);
    } finally {
      if (before === undefined) Deno.env.delete("NO_COLOR");
      else Deno.env.set("NO_COLOR", before);
    }
  },
});

Deno.test({
  ...needing(
    "deno task train resolves a path from the folder in which the command was typed",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/mine.yaml`, "name: mine\nlayers: 3\n");
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "task",
          "--quiet",
          "--config",
          inProject("deno.json"),
          "train",
          "mine.yaml",
        ],
        cwd: folder,
        env: { INIT_CWD: folder },
      }).output();
      const [out, err] = [stdout, stderr].map((b) =>
        new TextDecoder().decode(b)
      );
      assertEquals([code, out], [2, ""]);
      assertMatch(err, /^ {2}mine\.yaml:2:9 layers: must be a list/m);
    }),
});

import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { decodeImage } from "../../lib/image/mod.ts";
import { serveFaults } from "../disk/_fault_server.ts";
import { digits } from "./_digits.ts";
import { measured, run } from "./_command.ts";
import { COMMAND, MNIST, mnistDir, needing } from "../_needing.ts";

function commandTest(
  name: string,
  work: (folder: string) => Promise<void>,
  ...lacks: readonly string[]
) {
  Deno.test(needing(name, ...lacks, COMMAND), () => inTemporaryFolder(work));
}

commandTest(
  "data list prints each data set and its location",
  async (folder) => {
    const { code, out: stdout } = await run("data", folder, "list");
    assertEquals(code, 0);
    const [mnist, fashion, digits, ...rest] = stdout.trimEnd().split("\n");
    assertMatch(mnist, /^mnist .*60000 \+ 10000 .*not downloaded, 11.6 MB$/);
    assertMatch(fashion, /^fashion-mnist .*MIT .*not downloaded, 30.9 MB$/);
    assertMatch(digits, /^digits .*1352 \+ 445 .*included$/);
    assertEquals(rest, []);
  },
);

commandTest(
  "data show draws one image of each class, and prints the number of examples",
  async (folder) => {
    const { code, out: stdout } = await run("data", folder, "show", "digits");
    assertEquals(code, 0);
    assertStringIncludes(stdout, "digits: handwritten digits, 8 x 8");
    assertStringIncludes(stdout, "CC BY 4.0");
    // 178 examples, of which every fourth is in the test set
    assertMatch(stdout, /^0 +134 +9\.9 % +44 +9\.9 %$/m);
    assertMatch(stdout, /^all +1,352 +445$/m);
    assertMatch(stdout, /[░▒▓█]/);
    for (const line of stdout.split("\n")) {
      assert(line.length <= 80 || /https?:/.test(line), line);
    }
  },
);

commandTest("data show --json prints one JSON document", async (folder) => {
  const { out: stdout } = await run("data", folder, ...[
    "show",
    "digits",
    "--json",
  ]);
  const { name, train, test, classes } = JSON.parse(stdout);
  assertEquals([name, classes.length], ["digits", 10]);
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b);
  assertEquals([sum(train), sum(test)], [1352, 445]);
});

commandTest(
  "data verify reports each wrong file, and its fault",
  async (folder) => {
    const good = await run("data", folder, "verify");
    assertEquals(good.code, 0);
    assertMatch(good.out, /^right .*train-images-idx3-ubyte\.gz$/m);

    await Deno.mkdir(`${folder}/mine`);
    const name = "train-labels-idx1-ubyte.gz";
    await Deno.writeTextFile(`${folder}/mine/${name}`, "<html>");
    const bad = await run("data", folder, ...[
      "verify",
      "mnist",
      "--data",
      "mine",
    ]);
    assertEquals(bad.code, 1);
    assertMatch(
      bad.out,
      /^wrong +.*mine\/train-labels-idx1-ubyte\.gz: must be .*: found a web page$/m,
    );
    assertMatch(bad.out, /^missing +.*mine\/train-images-idx3-ubyte\.gz$/m);
  },
);

commandTest("data accepts only regular files", async (folder) => {
  const name = "t10k-labels-idx1-ubyte.gz";
  // stands for a pipe or a device such as /dev/zero, too
  await Deno.mkdir(`${folder}/${name}`);
  const args = ["verify", "mnist", "--data", "."];
  const { code, out } = await run("data", folder, ...args);
  assertEquals(code, 1);
  assertMatch(
    out,
    /^wrong .*t10k-labels.*gz: must be a file: found a folder$/m,
  );
});

commandTest(
  "a password in the address of a mirror is refused, and is not printed",
  async (folder) => {
    const args = [
      "fetch",
      "mnist",
      "--mirror",
      "http://me:secret@127.0.0.1:9/",
    ];
    const { code, out, err } = await run("data", folder, ...args);
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(err, "must be a URL without user, password");
    assertStringIncludes(err, "--help shows examples");
    assert(!err.includes("secret"), err);
  },
);

commandTest("data fetch fails if files cannot be saved", async (folder) => {
  const file = "test-labels-idx1-ubyte.gz";
  await using server = await serveFaults(digits);
  const args = ["fetch", "digits", "--mirror", server.url("good").href];
  await Deno.writeTextFile(`${folder}/data`, "where the folder should be");
  const none = await run("data", folder, ...args);
  assertEquals([none.code, none.out], [1, ""]);
  assertEquals(
    none.err.match(/^digits: data\/digits must be a folder/gm)?.length,
    1,
  );
  assertStringIncludes(
    none.err,
    `${file} could not be saved for later runs: data/digits could not be written: not a directory;`,
  );
  assertMatch(
    none.err,
    /^error: the files of digits were downloaded, but some of the files could not be saved: train.*gz; check the free disk space/m,
  );

  await Deno.remove(`${folder}/data`);
  await Deno.mkdir(`${folder}/data/digits/${file}`, { recursive: true });
  const three = await run("data", folder, ...args);
  assertEquals([three.code, three.out], [1, ""]);
  assertStringIncludes(
    three.err,
    `${file} could not be saved for later runs: data/digits/${file} could not be written: a directory;`,
  );
  assertMatch(
    three.err,
    new RegExp(`some of the files could not be saved: ${file};`, "m"),
  );
});

commandTest(
  "a path that is not a folder of files is reported once",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const verify = ["verify", "mnist", "--data"];
    const closed = await run("data", folder, ...verify, "file");
    assertEquals(
      [closed.code, closed.out],
      [1, `wrong    ${folder}/file: must be a folder: found a file\n`],
    );
    const show = await run(
      "data",
      folder,
      "show",
      "mnist",
      "--data",
      "nowhere",
    );
    assertEquals(
      [show.code, show.err],
      [1, `error: ${folder}/nowhere must be a folder: found no such folder\n`],
    );
  },
);

commandTest(
  "data refuses unknown arguments, and suggests the nearest one",
  async (folder) => {
    const refusals: [string[], string][] = [
      [["data"], "must be one of list, fetch, verify, show, pack: found none"],
      [["data", "fech"], "found fech, did you mean fetch?"],
      [
        ["data", "fetch"],
        "the command data fetch must have the name of a data set, one of mnist",
      ],
      [["data", "fetch", "mnst"], "found mnst, did you mean mnist?"],
      [
        ["data", "show", "nosuch"],
        "the command data show must have the path of a table, the path of a folder of images, or the name of a data set, one of mnist, fashion-mnist, digits: found nosuch; --help",
      ],
      [["data", "show", "mnst"], "found mnst, did you mean mnist?"],
      [["data", "list", "--mirrors", "x"], "did you mean --mirror?"],
      [
        ["data", "verify", "--data", "."],
        "must have the name of a data set, one of mnist",
      ],
      [
        ["data", "fetch", "mnist", "digits"],
        "not counting flags: found also dig",
      ],
      [
        ["data", "fetch", "mnist", "--mirror", ""],
        "--mirror must have a value: found no value",
      ],
      [["data", "list", "mnist"], "did you mean data show mnist?"],
      [
        ["data", "list", "--data", "."],
        "--data must be used with the command data fetch or data verify or data show: found data list; remove --data",
      ],
      [
        ["data", "verify", "--mirror", "http://127.0.0.1/"],
        "--mirror must be used with the command data fetch or data show: found data verify; remove --mirror",
      ],
      [
        ["data", "fetch", "digits", "--augment", "x.yaml"],
        "--augment must be used with the command data show: found data fetch; remove --augment",
      ],
      [
        ["data", "show", "mnist", "--data", ".", "--mirror", "http://a/"],
        "--mirror must be omitted, since --data already names the folder of the files: found http://a/",
      ],
    ];
    for (const [args, message] of refusals) {
      const { code, err: stderr, out: stdout } = await run(
        "data",
        folder,
        ...args.slice(1),
      );
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, message);
    }
  },
);

commandTest(
  "data fetch reports the error of each mirror, and suggests a command that works",
  async (folder) => {
    const { code, err: stderr } = await run("data", folder, "fetch", "mnist");
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      "https://storage.googleapis.com/cvdf-datasets/mnist/ needs the permission",
    );
    assertMatch(
      stderr,
      /is part of the package; to train a network on the data set digits, type\n {2}deno task train$/m,
    );
  },
);

commandTest("data verify accepts the files of MNIST", async (folder) => {
  const { code, out: stdout } = await run("data", folder, ...[
    "verify",
    "mnist",
    "--data",
    mnistDir!,
  ]);
  assertEquals([code, stdout.match(/^right /gm)?.length], [0, 4]);
}, MNIST);

commandTest(
  "data show needs less than 250 MiB of memory for MNIST",
  async () => {
    const { code, out, taken } = await measured(
      ...["data", "show", "mnist", "--data", mnistDir!],
    );
    assertEquals(code, 0);
    assertMatch(out, /^all +60,000 +10,000$/m);
    assertLess(taken.mostMiB, 250);
  },
  MNIST,
);

commandTest(
  "data show augments images as in the spec, and draws them as a contact sheet",
  async (folder) => {
    const spec = `name: bent
dataset: digits
layers: [{ units: 10 }]
learningRate: 1
epochs: 1
`;
    Deno.writeTextFileSync(`${folder}/plain.yaml`, spec);
    Deno.writeTextFileSync(
      `${folder}/bent.yaml`,
      `${spec}augment: { shift: 1, elastic: { alpha: 8, sigma: 2 } }\n`,
    );
    const show = (...args: string[]) =>
      run("data", folder, "show", "digits", ...args);
    const { code, out, err } = await show(
      ...["--augment", "bent.yaml", "--out", "sheet.png"],
    );
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^9 +epoch 1 +epoch 2$/m);
    assertMatch(out, /\nsheet: sheet\.png\n$/);
    const { width, height } = await decodeImage(
      await Deno.readFile(`${folder}/sheet.png`),
      "sheet.png",
    );
    assertEquals([width, height], [10 * 8 * 2 + 8, 10 * 8 * 2]);
    const elsewhere = await show(
      ...["--augment", "bent.yaml", "--out", "/nowhere/x.png"],
    );
    assertEquals(elsewhere.code, 1);
    assertStringIncludes(
      elsewhere.err,
      "error: no permission to write /nowhere/x.png, since ",
    );
    const none = await show("--augment", "plain.yaml");
    assertEquals(none.code, 2);
    assertStringIncludes(
      none.err,
      "--augment must be a spec with the field augment: the field is missing in plain.yaml",
    );
    const alone = await show("--out", "sheet.png");
    assertEquals(alone.code, 2);
    assertStringIncludes(alone.err, "--out must be used with --augment SPEC");
  },
);

commandTest(
  "data fetch prints the paths of the files of an included data set",
  async (folder) => {
    const { code, out, err } = await run("data", folder, "fetch", "digits");
    assertEquals([code, err], [0, ""]);
    assertEquals(out.trimEnd().split("\n").length, 4); // one line per file
    assertMatch(out, /^train-images-idx3-ubyte\.gz {2}/m);
  },
);

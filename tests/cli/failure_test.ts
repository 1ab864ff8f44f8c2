import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, run } from "./_command.ts";

const DIGITS = inProject("specs/digits.yaml");
const XOR = inProject("specs/xor.yaml");

drive(
  "train refuses a wrong command in one clear line, with exit code 2",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/wrong.yaml`, "name: wrong\nlayers: 3\n");
    const refusals: [args: string[], said: string][] = [
      [["nowhere.yaml"], "error: nowhere.yaml: must be a spec: found no file"],
      [["wrong.yaml"], "wrong.yaml:2:9 layers: must be a list"],
      [[XOR, "--epoch", "3"], "unknown flag --epoch, did you mean --epochs?"],
      [[XOR, "--epochs"], "--epochs must have a value"],
      [
        [XOR, "--epochs=-1"],
        '--epochs must be a whole number of at least 1: found "-1"',
      ],
      [[XOR, DIGITS], "at most 1 argument is allowed"],
    ];
    for (const [args, said] of refusals) {
      const { code, out, err } = await run("train", folder, ...args);
      assertEquals([code, out], [2, ""], args.join(" "));
      assertStringIncludes(err, said);
      assertEquals(/^\s+at /m.test(err), false, "no stack trace");
    }
    assertEquals(names(`${folder}/runs`), []);
  },
);

drive(
  "an unreachable mirror, an HTML page and a damaged gzip file are reported, and no file is saved",
  async (folder) => {
    const answers: Record<string, () => Response> = {
      html: () =>
        new Response("<h1>moved</h1>", {
          headers: { "content-type": "text/html" },
        }),
      gzip: () => new Response(Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)),
      gone: () => new Response("", { status: 404 }),
    };
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => answers[new URL(request.url).pathname.split("/")[1]](),
    );
    const here = `http://127.0.0.1:${server.addr.port}`;
    const spec = inProject("specs/mnist.yaml");
    for (
      const mirror of [
        `${here}/html/`,
        `${here}/gzip/`,
        `${here}/gone/`,
        "http://127.0.0.1:9/",
      ]
    ) {
      const { code, out, err } = await run(
        "train",
        folder,
        spec,
        "--mirror",
        mirror,
      );
      assertEquals([code, out], [1, ""]);
      assertStringIncludes(err, `  ${mirror} `);
      // this test has no permission for the other mirrors
      assertStringIncludes(err, "--allow-net=storage.googleapis.com");
      assertMatch(
        err,
        /^ {2}deno run .*--allow-net=storage\.googleapis\.com\S* \S*main\.ts train .*--mirror/m,
      );
      assertEquals(
        err.trimEnd().split("\n").at(-1)?.trim(),
        "deno task train",
      );
      assertEquals(/^\s+at /m.test(err), false, "no stack trace");
      assertEquals(names(`${folder}/data/mnist`), []);
      assertEquals(names(`${folder}/runs`), []);
    }
  },
);

drive(
  "a data folder without the files is an error that names the missing files",
  async (folder) => {
    const { code, err } = await run(
      "train",
      folder,
      inProject("specs/mnist.yaml"),
      "--data",
      ".",
    );
    assertEquals(code, 1);
    const missing = [
      ...err.matchAll(/must have (\S+) or \S+: found neither$/gm),
    ];
    const { train, test } = catalogue.mnist;
    assertEquals(
      missing.map(([, name]) => name),
      [train.images, train.labels, test.images, test.labels].map(({ name }) =>
        name
      ),
    );
  },
);

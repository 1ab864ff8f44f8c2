import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { nowhere, serveFaults } from "../disk/_fault_server.ts";
import { names } from "../dataset/_fixture.ts";
import {
  drive,
  inProject,
  type Outcome,
  outcome,
  run,
  start,
} from "./_command.ts";
import { digits, writeDigits } from "./_digits.ts";

/** A server that accepts connections, and never answers. */
function silence(): URL & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const held: Deno.Conn[] = [];
  (async () => {
    for await (const connection of listener) held.push(connection);
  })();
  return Object.assign(new URL(`http://127.0.0.1:${listener.addr.port}/`), {
    [Symbol.dispose]() {
      listener.close();
      held.forEach((connection) => connection.close());
    },
  });
}

/**
 * Trains on MNIST with a proxy as the only way to the network. Returns the
 * result and the seconds.
 */
async function trainBehind(proxy: URL, folder: string) {
  const before = performance.now();
  const env = { HTTPS_PROXY: proxy.href };
  const args = [inProject("specs/mnist.yaml")];
  const ended = await outcome(start("train", folder, args, env));
  return { ...ended, seconds: (performance.now() - before) / 1000 };
}

/** Asserts that a run failed with one clear error, and left no file. */
function assertFailed({ code, out, err }: Outcome, folder: string): void {
  assertEquals([code, out], [1, ""], err);
  assertMatch(err, /^error: /m);
  assertNotMatch(err, /^\s+at |bug in percept/m);
  assert(!err.includes("\x1b"), "no escape codes");
  assertEquals(names(`${folder}/runs`), []);
  assertEquals(names(`${folder}/data/mnist`), []);
}

drive(
  "without a network, train specs/mnist.yaml waits at most 12 seconds, and suggests a command that works",
  async (folder) => {
    const [refused, silent] = [`${folder}/refused`, `${folder}/silent`];
    [refused, silent].forEach((each) => Deno.mkdirSync(each));
    using nobody = silence();
    let waited = Infinity;
    // on a busy machine, one of the two can start much later than the other
    for (let n = 0; n < 3 && waited >= 12; n++) {
      const [first, second] = await Promise.all([
        trainBehind(nowhere(), refused), // this one does not wait
        trainBehind(nobody, silent),
      ]);
      waited = second.seconds - first.seconds;
      assertFailed(first, refused);
      assertFailed(second, silent);
      for (const { err } of [first, second]) {
        for (const mirror of catalogue.mnist.mirrors) {
          assertStringIncludes(
            err,
            `  ${mirror} `,
            "says what each mirror did",
          );
        }
        const asking = err.match(/; trying /g)?.length;
        assertEquals(asking, 1, "for all files at once");
        const last = err.trimEnd().split("\n").at(-1);
        assertEquals(last, "  deno task train");
      }
      assertStringIncludes(second.err, "did not respond within");
      assert(waited > 0, "a refusal is not waited for");
    }
    assertLess(waited, 12);
  },
);

drive(
  "a missing permission is named, and is not reported as a bug of percept",
  async (folder) => {
    const digits = inProject("specs/digits.yaml");
    const main = inProject("lib/cli/main.ts");
    const project = inProject("");
    const cases: [name: string, flags: string[], found: RegExp][] = [
      ["to read the spec", [], /read access to .*--allow-read/],
      [
        "to write the run",
        [`--allow-read=${project},.`],
        /no permission to write runs.*to run the command with this permission, type\n {2}deno run .*--allow-write/s,
      ],
    ];
    for (const [name, flags, found] of cases) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", ...flags, main, "train", digits],
        cwd: folder,
      }).output();
      const [out, err] = [stdout, stderr].map((b) =>
        new TextDecoder().decode(b)
      );
      assertFailed({ code, out, err }, folder);
      assertMatch(err, found, name);
    }
  },
);

drive(
  "a damaged file in a data folder is named, and no run is saved",
  async (folder) => {
    const data = `${folder}/digits`;
    Deno.mkdirSync(data);
    const { train } = catalogue.digits;
    writeDigits(data);
    const spec = inProject("specs/digits.yaml");
    const args = [spec, "--epochs", "1", "--data", "digits"];
    assertEquals((await run("train", folder, ...args)).code, 0);
    Deno.removeSync(`${folder}/runs`, { recursive: true });

    const path = `${data}/${train.images.name}`;
    const whole = Deno.readFileSync(path);
    const damaged = whole.slice();
    damaged[whole.length >> 1] ^= 1;
    const faults: [name: string, bytes: Uint8Array][] = [
      ["a flipped bit", damaged],
      ["a truncated file", whole.subarray(0, -20)],
      ["a web page", new TextEncoder().encode("<!doctype html>")],
      ["empty", new Uint8Array()],
    ];
    for (const [name, bytes] of faults) {
      Deno.writeFileSync(path, bytes);
      const outcome = await run("train", folder, ...args);
      assertFailed(outcome, folder);
      assertStringIncludes(outcome.err, train.images.name, name);
    }
  },
);

drive(
  "a run resumes with the files of --mirror if its data folder is missing",
  async (folder) => {
    const data = `${folder}/mine`;
    Deno.mkdirSync(data);
    const files = { ...digits };
    for (const [name, bytes] of Object.entries(files)) {
      Deno.writeFileSync(`${data}/${name}`, bytes);
    }
    const spec = inProject("specs/digits.yaml");
    const args = ["--epochs", "1", "--data", "mine", "--out", "run"];
    assertEquals((await run("train", folder, spec, ...args)).code, 0);
    Deno.removeSync(data, { recursive: true });

    const lost = await run("train", folder, "run", "--verify");
    assertEquals(lost.code, 1);
    assertStringIncludes(
      lost.err,
      `${data} must be a folder: found no such folder`,
    );
    await using server = await serveFaults(files);
    const mirror = ["--mirror", server.url("good").href];
    const found = await run("train", folder, "run", "--verify", ...mirror);
    assertEquals(found.code, 0, found.err);
    assertStringIncludes(found.out, "verified: ");
  },
);

import {
  assertEquals,
  assertGreater,
  assertLess,
  assertLessOrEqual,
  assertNotMatch,
} from "@std/assert";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { inProject, type Measured, measured, run } from "./_command.ts";
import { harmless, hostile } from "./_hostile.ts";
import { COMMAND, needing } from "../_needing.ts";

/** Asserts that an error has no stack trace and no control characters. */
function assertReadable(err: string): void {
  assertNotMatch(err, /^ +at |percept itself/m);
  assertNotMatch(err, /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
}

const isLong = (text: string) => text.length > 20_000;

/**
 * Asserts that a command refused the specs, within its memory, with short
 * messages.
 */
function assertRefused({ code, err, taken }: Measured): void {
  assertEquals(code, 2, err.slice(0, 2000));
  for (const message of err.split(/^(?=\S+: .*error)/m)) {
    assertGreater(message.length, 0);
    assertLess(message.length, 20_000);
  }
  assertReadable(err);
  assertLess(taken.mostMiB, 256);
}

Deno.test({
  ...needing(
    "validate refuses each hostile spec within 256 MiB and at most five times the CPU time of a harmless spec of 50,000 characters",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const validate = (...texts: readonly string[]) => {
        const files = texts.map((_, n) => `${folder}/${n}.yaml`);
        files.forEach((file, n) => Deno.writeTextFileSync(file, texts[n]));
        return measured("validate", ...files);
      };
      const unit = async () => (await validate(harmless(50_000))).taken.busyMs;
      let unitMs = await unit();
      // other work on the machine slows both runs, unless it starts between
      // them
      const timely = async (...texts: readonly string[]) => {
        let ended = await validate(...texts);
        for (let n = 0; n < 2 && ended.taken.busyMs > 5 * unitMs; n++) {
          unitMs = await unit();
          ended = await validate(...texts);
        }
        assertLessOrEqual(ended.taken.busyMs, 5 * unitMs);
        return ended;
      };

      // ten times as long: the time grows at most in proportion to the text
      assertEquals((await timely(harmless(500_000))).code, 0);
      const specs = Object.entries(hostile);
      for (const [name, text] of specs.filter(([, text]) => isLong(text))) {
        await t.step(name, async () => assertRefused(await timely(text)));
      }
      await t.step("all short specs in one command", async () => {
        const texts = specs.map(([, text]) => text)
          .filter((text) => !isLong(text));
        const ended = await timely(...texts);
        assertRefused(ended);
        const refused = ended.err.match(/^\S+: .*error/gm);
        assertEquals(refused?.length, texts.length);
      });
    }),
});

Deno.test({
  ...needing(
    "_measured.ts measures the memory and the CPU time of a command",
    COMMAND,
  ),
  async fn() {
    const { code, taken } = await measured(
      "validate",
      inProject("specs/xor.yaml"),
    );
    assertEquals(code, 0);
    assertGreater(taken.mostMiB, 20);
    assertGreater(taken.busyMs, 5);
  },
});

Deno.test({
  ...needing("train writes no file for a spec with a hostile name", COMMAND),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const texts = Object.entries(hostile)
        .filter(([name]) => name.startsWith("the name "));
      for (const [name, text] of texts) {
        await t.step(name, async () => {
          Deno.writeTextFileSync(`${folder}/hostile.yaml`, text);
          const { code, out, err } = await run("train", folder, "hostile.yaml");
          assertEquals([code, out], [2, ""]);
          assertReadable(err);
          assertEquals(names(folder), ["hostile.yaml"]);
        });
      }
    }),
});

Deno.test({
  ...needing(
    "control characters of a path or a flag are escaped in messages",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      Deno.writeTextFileSync(
        `${folder}/hostile.yaml`,
        'name: a\ndataset: { csv: "a\\e[31m\\u202e.csv", label: b }\n' +
          "layers: [{ units: 1 }]\nlearningRate: 1\nepochs: 1\n",
      );
      const commands: ["train" | "explain" | "validate", ...string[]][] = [
        ["train", "hostile.yaml"],
        ["explain", "hostile.yaml"],
        ["train", "a\x1b[31m.yaml"],
        ["train", "--\x1b[31m"],
        ["validate", "a\x1b[31m*.yaml"],
        ["validate", "a\u202e.yaml"],
      ];
      for (const [verb, ...args] of commands) {
        const { code, out, err } = await run(verb, folder, ...args);
        assertGreater(code, 0);
        assertEquals(out, "");
        assertReadable(err);
      }
    }),
});

Deno.test({
  ...needing(
    "line feeds and escape sequences in a name are escaped, in errors and in results",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const odd = "x\nerror: forged\x1b[2J\u202e";
      const rows = Array.from({ length: 9 }, (_, r) => `${r},${r % 3}\n`);
      const csv = `a,b\n${rows.join("")}`;
      const files: Record<string, string> = {
        [`${odd}.csv`]: csv,
        [`${odd}.txt`]: "junk",
        [`${odd}.yaml`]: "name: a\n",
        "spec.yaml":
          "name: a\ndataset: { csv: 'x.csv', label: b }\nloss: mse\n" +
          "layers: [{ units: 1 }]\nlearningRate: 0.1\nepochs: 1\n",
        "x.csv": csv,
        "new.csv": "a\n4\n",
        [`${odd}-new.csv`]: "a\n4\n",
      };
      for (const [name, text] of Object.entries(files)) {
        Deno.writeTextFileSync(`${folder}/${name}`, text);
      }
      const commands: Parameters<typeof run>[] = [
        ["train", folder, "spec.yaml", "--out", odd],
        ["train", folder, odd],
        ["train", folder, odd, "--verify"],
        ["train", folder, `./${odd}/../${odd}`],
        ["evaluate", folder, odd],
        ["evaluate", folder, odd, "--data", `${odd}.csv`],
        ["explain", folder, odd],
        ["explain", folder, `${odd}.none`],
        ["predict", folder, odd, "new.csv"],
        ["predict", folder, odd, `${odd}-new.csv`],
        ["predict", folder, odd, `${odd}-new.csv`, "--json"],
        ["predict", folder, odd, `${odd}.txt`],
        ["predict", folder, `${odd}.none`, "new.csv"],
        ["export", folder, odd, "--to", "js"],
        ["export", folder, odd, "--to", "onnx", "--json"],
        ["validate", folder, `${odd}.yaml`],
        ["init", folder, "net.yaml", "--csv", `${odd}.csv`, "--label", "b"],
        ["init", folder, `${odd}.yaml`],
        ["data", folder, "show", `${odd}.csv`],
        ["data", folder, "show", `${odd}.csv`, "--json"],
        ["train", folder, "spec.yaml", "--epochs", odd],
        ["train", folder, "spec.yaml", `--out=${odd}/2`, `--${odd}`],
      ];
      for (const [verb, ...args] of commands) {
        const { out, err } = await run(verb, ...args);
        assertReadable(err);
        assertReadable(out);
        assertNotMatch(err + out, /^error: forged/m);
      }
    }),
});

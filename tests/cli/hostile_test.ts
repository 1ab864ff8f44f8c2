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

/** Refuses what a person could not read, or a terminal would obey. */
function assertReadable(err: string): void {
  assertNotMatch(err, /^ +at |percept itself/m);
  assertNotMatch(err, /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
}

/** Holds a command that refused specs to its memory and to clear messages. */
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
    "validate refuses each hostile spec within 256 MiB, in words, and takes at " +
      "most twice the processor's time of a harmless one as long",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const validate = (text: string) => {
        Deno.writeTextFileSync(`${folder}/spec.yaml`, text);
        return measured("validate", `${folder}/spec.yaml`);
      };
      const specs = Object.entries(hostile);
      const long = specs.filter(([, text]) => text.length > 20_000);
      const short = specs.filter(([, text]) => text.length <= 20_000);
      let plain = await validate(harmless);
      assertEquals(plain.code, 0, plain.err);

      for (const [name, text] of long) {
        await t.step(name, async () => {
          let ended = await validate(text);
          const slow = () => ended.taken.busyMs > 2 * plain.taken.busyMs;
          for (let n = 0; n < 2 && slow(); n++) { // the load may have changed
            plain = await validate(harmless);
            ended = await validate(text);
          }
          assertRefused(ended);
          assertLessOrEqual(ended.taken.busyMs, 2 * plain.taken.busyMs);
        });
      }
      await t.step("short ones, all together", async () => {
        const files = short.map(([, text], n) => {
          Deno.writeTextFileSync(`${folder}/${n}.yaml`, text);
          return `${folder}/${n}.yaml`;
        });
        const ended = await measured("validate", ...files);
        assertRefused(ended);
        const refused = ended.err.matchAll(/^(\S+): .*error/gm);
        assertEquals([...refused].map(([, file]) => file), files);
        assertLessOrEqual(ended.taken.busyMs, 2 * plain.taken.busyMs);
      });
    }),
});

Deno.test({
  ...needing(
    "_measured.ts sees the memory and the time that are taken",
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
  ...needing("train writes nothing for a spec with a hostile name", COMMAND),
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
    "a path or a flag with control characters is said in words that a " +
      "terminal does not obey",
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

import {
  assertEquals,
  assertGreater,
  assertLess,
  assertNotMatch,
} from "@std/assert";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { inProject, measured, run } from "./_command.ts";
import { hostile } from "./_hostile.ts";
import { COMMAND, needing } from "../_needing.ts";

/** Refuses what a person could not read, or a terminal would obey. */
function assertReadable(err: string): void {
  assertNotMatch(err, /^ +at |percept itself/m);
  assertNotMatch(err, /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
}

Deno.test({
  ...needing(
    "validate refuses each hostile spec within 256 MiB and one second of " +
      "its processor, in words",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      for (const [name, text] of Object.entries(hostile)) {
        await t.step(name, async () => {
          const file = `${folder}/hostile.yaml`;
          Deno.writeTextFileSync(file, text);
          let ended = await measured("validate", file);
          for (let n = 0; n < 2 && ended.taken.busyMs >= 1000; n++) {
            ended = await measured("validate", file); // who shares the core slows it
          }
          const { code, err, taken } = ended;
          assertEquals(code, 2, err.slice(0, 2000));
          assertGreater(err.length, 0);
          assertLess(err.length, 20_000);
          assertReadable(err);
          assertLess(taken.mostMiB, 256);
          assertLess(taken.busyMs, 1000);
        });
      }
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

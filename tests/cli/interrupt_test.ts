import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, interrupted } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/** What never ends by itself, and says when it was first asked to. */
const STUBBORN = `
  import { Interrupts } from "${inProject("lib/cli/interrupt.ts")}";
  const interrupts = new Interrupts();
  interrupts.signal.onabort = () => console.log(interrupts.signal.reason.name);
  setTimeout(() => Deno.exit(99), 30_000);
  console.log("ready");
`;

Deno.test({
  ...needing(
    "Interrupts ask once, take a second signal within 500 ms for the same, and end at once by a later one",
    COMMAND,
  ),
  async fn() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const process = new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-config", "--ext=ts", STUBBORN],
        stdout: "piped",
      }).spawn();
      const reader = process.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      assertEquals((await reader.read()).value, "ready\n");
      process.kill(signal);
      assertEquals((await reader.read()).value, "Interruption\n");
      process.kill(signal); // the same Ctrl-C, as deno task sends it
      const early = await Promise.race([process.status, pause(550)]);
      assertEquals(early, undefined);
      const asked = performance.now();
      process.kill(signal);
      assertEquals((await process.status).code, 130);
      assertLess(performance.now() - asked, 20_000); // not by its own end
      await reader.cancel();
    }
  },
});

drive(
  "Ctrl-C ends a run with exit code 130, no stack trace and no half-written model",
  async (folder) => {
    const args = [inProject("specs/xor.yaml"), "--epochs", "1000000"];
    assertMatch(await interrupted(folder, args, "\nepoch"), /interrupted/);
    const left = names(`${folder}/runs`)
      .flatMap((run) => names(`${folder}/runs/${run}`))
      .filter((name) => /^model|\.part$/.test(name));
    assertEquals(left, []);
  },
);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import { assertEquals, assertMatch } from "@std/assert";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, interrupted } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

/**
 * A program that ignores signals, prints each one, and reads the time from
 * stdin.
 */
const STUBBORN = `
  import { Interrupts } from "${inProject("lib/cli/interrupt.ts")}";
  let now = 0;
  performance.now = () => now;
  const interrupts = new Interrupts();
  interrupts.signal.onabort = () => console.log(interrupts.signal.reason.name);
  for (const name of ["SIGINT", "SIGTERM"]) {
    Deno.addSignalListener(name, () => console.log(name, "at", now));
  }
  setTimeout(() => Deno.exit(99), 120_000);
  console.log("ready");
  for await (const bytes of Deno.stdin.readable) {
    now = Number(new TextDecoder().decode(bytes));
    console.log("it is", now);
  }
`;

Deno.test({
  ...needing(
    "Interrupts aborts at the first signal, ignores a repeated signal within 500 ms, and exits at a later one",
    COMMAND,
  ),
  async fn() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const process = new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-config", "--ext=ts", STUBBORN],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const clock = process.stdin.getWriter();
      const reader = process.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      let said = "";
      const hear = async (line: string) => {
        while (!said.includes(`${line}\n`)) {
          const { value, done } = await reader.read();
          assertEquals(done, false, `it ended after ${said}`);
          said += value;
        }
      };
      const set = async (ms: number) => {
        await clock.write(new TextEncoder().encode(`${ms}`));
        await hear(`it is ${ms}`);
      };
      await hear("ready");
      await set(1000);
      process.kill(signal);
      await hear("Interruption");
      await hear(`${signal} at 1000`);
      await set(1499);
      process.kill(signal); // deno task repeats the signal of the same Ctrl-C
      await hear(`${signal} at 1499`); // the program is still running
      await set(1500);
      process.kill(signal);
      assertEquals((await process.status).code, 130);
      await clock.close();
      await reader.cancel();
    }
  },
});

drive(
  "Ctrl-C ends a run with exit code 130, without a stack trace or a half-written model",
  async (folder) => {
    const args = [inProject("specs/xor.yaml"), "--epochs", "1000000"];
    assertMatch(await interrupted(folder, args, "\nepoch"), /interrupted/);
    const left = names(`${folder}/runs`)
      .flatMap((run) => names(`${folder}/runs/${run}`))
      .filter((name) => /^model|\.part$/.test(name));
    assertEquals(left, []);
  },
);

import { assertEquals, assertMatch } from "@std/assert";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { drive, inProject, run, send, start } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";
import { readRecord } from "../../lib/disk/record.ts";

const XOR = inProject("specs/xor.yaml");

/** Waits until a file exists and is not empty. */
async function appears(path: string): Promise<void> {
  for (;;) {
    const { size } = await Deno.stat(path).catch(() => ({ size: 0 }));
    if (size > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test({
  ...needing(
    "train continues and saves its run if stderr cannot be written",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const whole = await run("train", folder, XOR, "--out", "whole");
      assertEquals(whole.code, 0);
      const { model } = await readRecord(`${folder}/whole`);
      const cases: [name: string, flags: string[], after: "start" | "log"][] = [
        ["closed from the start", [], "start"],
        ["closed during training", [], "log"],
        ["closed from the start, with --json", ["--json"], "start"],
        ["closed during training, with --report", ["--report"], "log"],
      ];
      for (const [n, [name, flags, after]] of cases.entries()) {
        await t.step(name, async () => {
          const out = `${folder}/${n}`;
          const args = [XOR, "--out", out, ...flags];
          const command = start("train", folder, args);
          if (after === "log") await appears(`${out}/log.jsonl`);
          await command.stderr.cancel(); // from now on, stderr is a broken pipe
          const said = await new Response(command.stdout).text();
          assertEquals((await command.status).code, 0);
          assertMatch(said, /model/);
          const record = await readRecord(out);
          assertEquals(record.status, "done");
          assertEquals(record.model?.sha256, model?.sha256);
        });
      }
    }),
});

drive(
  "a command that fails has its exit code even if stderr is closed",
  async (folder) => {
    const failing: [Parameters<typeof start>[0], string[], number][] = [
      ["train", ["none.yaml"], 2],
      ["validate", ["none.yaml"], 2],
      ["evaluate", ["none"], 2],
      ["train", [`${folder}`], 1],
    ];
    for (const [verb, args, code] of failing) {
      const command = start(verb, folder, args);
      await command.stderr.cancel();
      await command.stdout.cancel();
      assertEquals((await command.status).code, code, args.join());
    }
  },
);

drive(
  "SIGHUP and SIGTERM save a run, which resumes to the same bits",
  async (folder) => {
    const spec = { name: "long", ...SMALL };
    await Deno.writeTextFile(`${folder}/long.json`, JSON.stringify(spec));
    const whole = await run("train", folder, "long.json", "--out", "whole");
    assertEquals(whole.code, 0, whole.err);
    const { model } = await readRecord(`${folder}/whole`);
    for (const signal of ["SIGHUP", "SIGTERM"] as const) {
      const out = `${folder}/${signal}`;
      const command = start("train", folder, ["long.json", "--out", out]);
      await appears(`${out}/log.jsonl`);
      send(command, signal);
      const [said, { code }] = await Promise.all([
        new Response(command.stderr).text(),
        command.status,
        command.stdout.cancel(),
      ]);
      assertEquals(code, 130, said);
      assertMatch(said, /interrupted: the run is saved .*to resume the run:/s);
      assertEquals((await readRecord(out)).status, "interrupted");
      assertEquals(names(`${out}/checkpoints`).length, 1);
      const again = await run("train", folder, out);
      assertEquals(again.code, 0, again.err);
      assertEquals((await readRecord(out)).model?.sha256, model?.sha256);
    }
  },
);

const SMALL = {
  dataset: "digits",
  layers: [{ units: 20 }, { units: 10 }],
  learningRate: 0.5,
  epochs: 300,
};

drive(
  "after a second Ctrl-C or kill -9, explain does not report that a run is training",
  async (folder) => {
    const spec = { name: "long", ...SMALL, epochs: 100_000 };
    await Deno.writeTextFile(`${folder}/long.json`, JSON.stringify(spec));
    const shown = async (out: string) =>
      JSON.parse((await run("explain", folder, out, "--json")).out)[0].status;

    const twice = start("train", folder, ["long.json", "--out", "twice"]);
    await appears(`${folder}/twice/log.jsonl`);
    assertEquals(await shown("twice"), "training");
    send(twice, "SIGSTOP"); // the first signal must not take effect before the second
    send(twice, "SIGINT");
    send(twice, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 600));
    send(twice, "SIGINT");
    await Promise.all([twice.stderr.cancel(), twice.stdout.cancel()]);
    await twice.status;
    assertEquals((await readRecord(`${folder}/twice`)).status, "interrupted");

    const killed = start("train", folder, ["long.json", "--out", "killed"]);
    await appears(`${folder}/killed/log.jsonl`);
    send(killed, "SIGKILL");
    await Promise.all([killed.stderr.cancel(), killed.stdout.cancel()]);
    await killed.status;
    assertEquals(await shown("killed"), "interrupted");
  },
);

import { assertEquals, assertGreaterOrEqual, assertMatch } from "@std/assert";
import { drive, inProject, interrupted, run } from "./_command.ts";

const DIGITS = inProject("specs/digits.yaml");

drive(
  "train scores folds and then learns from all; a run goes on after those that are done",
  async (folder) => {
    const flags = ["--set", "validation.folds=4", "--epochs", "300"];
    const { code, out, err } = await run(
      ...["train", folder, DIGITS, ...flags, "--json"] as const,
    );
    assertEquals([code, err], [0, ""]);
    const whole = JSON.parse(out);
    const { folds, accuracy } = whole.crossValidation;
    assertEquals(
      folds.map(({ held }: { held: number }) => held),
      [338, 338, 338, 338],
    );
    assertGreaterOrEqual(accuracy.mean, 0.95);
    assertEquals(whole.epochs[0].count, 1352);

    const said = await interrupted(folder, [DIGITS, ...flags], "\nfold");
    const [, done] = said.match(/interrupted: (\d) of 4 folds are trained/)!;
    const rest = await run("train", folder, "runs/digits-2");
    assertEquals(rest.code, 0);
    const record = JSON.parse(
      Deno.readTextFileSync(`${folder}/runs/digits-2/run.json`),
    );
    const inOrder = record.folds.toSorted(
      (a: { fold: number }, b: { fold: number }) => a.fold - b.fold,
    );
    assertEquals(inOrder, folds);
    assertGreaterOrEqual(Number(done), 1);
    assertMatch(rest.out, /^fold +learned +held out +epochs +loss +accuracy$/m);
    assertMatch(rest.out, /^mean +\d\.\d{4} +0\.9\d{3}$/m);
    assertEquals(record.score.share, whole.score.share);
  },
);

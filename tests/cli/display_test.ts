import { assertEquals, assertMatch } from "@std/assert";
import { SweepDisplay } from "../../lib/cli/sweep_display.ts";
import type { SweepFolder } from "../../lib/cli/sweep_folder.ts";
import { EpochDisplay, hasColor } from "../../lib/cli/terminal.ts";
import type { SweepRow } from "../../lib/report/mod.ts";
import { needing, variables } from "../_needing.ts";

/**
 * The text that a function writes to stderr, if stderr is a terminal or a file.
 */
function written(isTerminal: boolean, fn: () => void): string {
  const { writeSync, isTerminal: own } = Deno.stderr;
  let text = "";
  Deno.stderr.writeSync = (bytes) => {
    const some = bytes.subarray(0, 5); // a full pipe accepts only some bytes
    text += new TextDecoder().decode(some);
    return some.length;
  };
  Deno.stderr.isTerminal = () => isTerminal;
  try {
    fn();
  } finally {
    Deno.stderr.writeSync = writeSync;
    Deno.stderr.isTerminal = own;
  }
  return text;
}

function sweepOf(metric: "validationLoss" | "validationAccuracy") {
  const trials = { count: 1200, spec: { sweep: { metric } } };
  return { trials } as unknown as SweepFolder;
}

const row = (index: number, loss: number, accuracy = 1 - loss) =>
  ({ index, loss, accuracy, status: "done" }) as unknown as SweepRow;

/** The log lines of trials that end one after another. */
function log(
  rows: readonly SweepRow[],
  { metric = "validationLoss", before = [], count = rows.length }: {
    readonly metric?: "validationLoss" | "validationAccuracy";
    readonly before?: readonly SweepRow[];
    readonly count?: number;
  } = {},
): string[] {
  return written(false, () => {
    const about = { count, before, quiet: false };
    const display = new SweepDisplay(sweepOf(metric), about);
    for (const each of rows) display.finished(each);
    display.clear();
  }).trimEnd().split("\n");
}

Deno.test("SweepDisplay prints each trial, the best trial so far, and the time that is left", () => {
  const rows = [row(3, 0.5), row(4, 0.25), row(5, 0.75)];
  const [start, ...lines] = log(rows, { before: [row(0, 0.4), row(1, 0.6)] });
  assertMatch(start, /^1,200 trials, 2 finished, 3 to train$/);
  assertEquals(lines.length, 3);
  assertMatch(
    lines[0],
    /^trial 3: 0\.5000; 3 of 1200 trials, best 0\.4000 in trial 0, \d+ s left$/,
  );
  assertMatch(lines[1], /^trial 4: .*, best 0\.2500 in trial 4, \d+ s left$/);
  assertMatch(
    lines[2],
    /; 5 of 1200 trials, best .* in trial 4, in \d+\.\d s$/,
  );
  const [first] = log(rows);
  assertEquals(first, "1,200 trials, 3 to train");
});

Deno.test("SweepDisplay reports the largest accuracy as the best, and skips trials without a metric", () => {
  const lines = log(
    [
      ...[row(0, 0.5, 0.5), row(1, 0.1, 0.9), row(2, 0.9, 0.95)],
      { index: 3, status: "diverged" } as unknown as SweepRow,
      row(4, 0, 0.95),
    ],
    { metric: "validationAccuracy" },
  );
  const best = lines.slice(1).map((line) => /in trial (\d)/.exec(line)![1]);
  assertEquals(best, ["0", "1", "2", "2", "2"]); // the first of equal trials
});

Deno.test("SweepDisplay prints at most 50 lines, and always the last trial", () => {
  const told = (count: number) =>
    log(Array.from({ length: count }, (_, n) => row(n, 0.5))).slice(1)
      .map((line) => Number(/^trial (\d+)/.exec(line)![1]) + 1);
  assertEquals(told(50).length, 50);
  assertEquals(told(51), [
    ...Array.from({ length: 25 }, (_, n) => 2 * n + 2),
    51,
  ]);
  assertEquals(told(100).length, 50);
  const quiet = written(false, () => {
    const about = { count: 1, before: [], quiet: true };
    new SweepDisplay(sweepOf("validationLoss"), about).finished(row(0, 1));
  });
  assertEquals(quiet, "");
});

Deno.test("SweepDisplay redraws one line on a terminal, and erases it at the end", () => {
  const text = written(true, () => {
    const about = { count: 3, before: [], quiet: false };
    const display = new SweepDisplay(sweepOf("validationLoss"), about);
    for (const n of [0, 1, 2]) display.finished(row(n, 1)); // within a few milliseconds
    display.clear();
    display.clear();
  });
  const [start, line, ...rest] = text.split("\r\x1b[K");
  assertEquals(start, "1,200 trials, 3 to train\n");
  assertMatch(line, /^1 of 1200 trials, best 1\.0000 in trial 0, /);
  assertEquals(rest, ["", ""].slice(0, rest.length)); // erased once or twice
  assertEquals(text.match(/of 1200/g)?.length, 1);
});

Deno.test("EpochDisplay prints each of 50 epochs, every second of 100 epochs, and the last epoch", () => {
  const lines = (epochs: number, quiet = false) =>
    written(false, () => {
      const display = new EpochDisplay(epochs, "rows", quiet);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const progress = { epoch, epochs, examples: 10, count: 10, loss: 0.5 };
        display.progress({ ...progress, elapsedMs: epoch });
        display.epoch({ ...progress, elapsedMs: epoch });
      }
      display.clear();
    }).split("\n").slice(0, -1)
      .map((line) => Number(/^epoch +(\d+)\//.exec(line)![1]));
  assertEquals(lines(3), [1, 2, 3]);
  assertEquals(lines(50).length, 50);
  assertEquals(lines(51), [
    ...Array.from({ length: 25 }, (_, n) => 2 * n + 2),
    51,
  ]);
  assertEquals(lines(3, true), []);
});

Deno.test(
  needing(
    "hasColor() is true on a terminal, unless NO_COLOR is set",
    variables("NO_COLOR"),
  ),
  () => {
    const before = Deno.env.get("NO_COLOR");
    const colors = (value?: string) => {
      if (value === undefined) Deno.env.delete("NO_COLOR");
      else Deno.env.set("NO_COLOR", value);
      return [true, false].map((is) => hasColor({ isTerminal: () => is }));
    };
    try {
      assertEquals(colors(), [true, false]);
      assertEquals(colors("1"), [false, false]);
    } finally {
      if (before === undefined) Deno.env.delete("NO_COLOR");
      else Deno.env.set("NO_COLOR", before);
    }
  },
);

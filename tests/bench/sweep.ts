/**
 * Measures the time of sweeps: 40 trials of digits compared with 40 `train`
 * processes, two at a time, in turns; a trial that is already finished; a plan
 * of 10,000 trials; a table of 1,000 trials. Prints the elapsed time and the
 * processor time. A busy machine changes the processor time less. Run it with
 * `deno task bench:sweep`.
 *
 * @module
 */

import { bash } from "../engines/_shell.ts";
import { PERCEPT } from "../engines/_sweep.ts";

const SPEC = (points: number, epochs: number, repeats: number) =>
  `name: bench
dataset: digits
layers: [{ units: 64, activation: relu }, { units: 10, activation: softmax }]
loss: crossEntropy
learningRate: 0.01
epochs: ${epochs}
validation: { fraction: 0.2 }
sweep:
  draw:
    points: ${points}
    from:
      learningRate: { log: [0.003, 0.3] }
      layers[0].dropout: { uniform: [0, 0.5] }
  repeats: ${repeats}
`;

const quote = (words: readonly string[]) =>
  words.map((word) => `'${word}'`).join(" ");

const percept = `env -u INIT_CWD ${quote([Deno.execPath(), ...PERCEPT])}`;

/** The elapsed time and the processor time of a line of bash, in seconds. */
async function time(line: string, folder: string): Promise<[number, number]> {
  const { code, err } = await bash(
    `TIMEFORMAT='%R %U %S'; time { ${line}; } >/dev/null 2>"${folder}/err"`,
    folder,
  );
  if (code !== 0) throw new Error(await Deno.readTextFile(`${folder}/err`));
  const [real, user, system] = err.trim().split(" ").map(Number);
  return [real, user + system];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** The medians of the elapsed times and of the processor times. */
function medians(all: readonly [number, number][]): [number, number] {
  return [median(all.map(([a]) => a)), median(all.map(([, b]) => b))];
}

function show(what: string, [real, cpu]: readonly [number, number]): void {
  console.log(
    `${what.padEnd(52)} ${real.toFixed(2)} s, ${cpu.toFixed(2)} s CPU`,
  );
}

if (import.meta.main) {
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.realPath(
    await Deno.makeTempDir({ dir: "runs", prefix: "bench-" }),
  );
  try {
    const spec = (name: string, text: string) =>
      Deno.writeTextFile(`${folder}/${name}.yaml`, text);
    await spec("forty", SPEC(20, 20, 2));
    await spec("plan", SPEC(10_000, 20, 1));
    await spec("thousand", SPEC(1000, 1, 1));
    const rounds = [1, 2, 3];
    const sweeps: [number, number][] = [], trains: [number, number][] = [];
    for (const round of rounds) {
      sweeps.push(
        await time(
          `${percept} sweep forty.yaml --no-refit --out s${round}`,
          folder,
        ),
      );
      const { out } = await bash(
        `${percept} sweep forty.yaml --plan --json`,
        folder,
      );
      const { trials } = JSON.parse(out) as {
        trials: { index: number; seed: number; settings: object }[];
      };
      const lines = trials.map(({ index, seed, settings }) =>
        [
          ...[percept, "train", "forty.yaml", "--threads", 1, "--seed", seed],
          ...Object.entries(settings).map(([path, value]) =>
            `--set '${path}=${value}'`
          ),
          `--out t${round}-${index}`,
        ].join(" ")
      );
      await Deno.writeTextFile(`${folder}/lines`, `${lines.join("\n")}\n`);
      trains.push(
        await time(
          `tr '\\n' '\\0' < lines | xargs -0 -P 2 -I LINE bash -c LINE`,
          folder,
        ),
      );
    }
    const sweep = medians(sweeps), train = medians(trains);
    show("40 trials of 20 epochs, sweep", sweep);
    show("40 trials of 20 epochs, train, two at a time", train);
    console.log(
      `sweep is ${(train[0] / sweep[0]).toFixed(1)} times as fast, ${
        (train[1] / sweep[1]).toFixed(1)
      } in CPU`,
    );
    const each = async (line: string) => {
      const all: [number, number][] = [];
      for (const _ of [1, 2, 3, 4, 5]) all.push(await time(line, folder));
      return medians(all);
    };
    show("percept --version", await each(`${percept} --version`));
    show(
      "a trial that is over",
      await each(`${percept} sweep forty.yaml --trial 7 --out s1`),
    );
    show("--plan of 10,000", await each(`${percept} sweep plan.yaml --plan`));
    await time(`${percept} sweep thousand.yaml --no-refit`, folder);
    show(
      "--table of 1,000",
      await each(
        `${percept} sweep thousand.yaml --table --out runs/bench-sweep`,
      ),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

import { assertEquals } from "@std/assert";
import { frame64 } from "../../lib/frame.ts";
import type { Task } from "../../lib/formula/mod.ts";
import { guesses, guessesText } from "../../lib/report/mod.ts";

/** The meaning of outputs, by default probabilities of classes. */
function facts(
  names: readonly string[],
  task: Task = { type: "classes" },
  areProbabilities = true,
) {
  return { names, task, areProbabilities, isNamed: true };
}

const positions = ["0", "1", "2", "3"];

const predictions = frame64([[0.1, 0.2, 0.6, 0.1], [0.25, 0.25, 0.25, 0.25]]);

Deno.test("guesses() gives the three most probable classes, the first ones of equals", () => {
  const classes = ["a", "b", "c", "d"];
  assertEquals(guesses(predictions, 0, facts(classes)), [
    { class: "c", output: 0.6, probability: 0.6 },
    { class: "b", output: 0.2, probability: 0.2 },
    { class: "a", output: 0.1, probability: 0.1 },
  ]);
  const names = guesses(predictions, 1, facts(positions)).map((guess) =>
    guess.class
  );
  assertEquals(names, ["0", "1", "2"]);
});

Deno.test("guesses() divides outputs by their sum, unless they are independent labels or not probabilities", () => {
  const two = frame64([[0.25, 0.5], [-1, 0.5]]);
  const [first, second] = guesses(two, 0, facts(positions));
  assertEquals([first.probability, second.probability], [2 / 3, 1 / 3]);
  const apart = guesses(
    two,
    0,
    facts(positions, { type: "labels", cut: 0.5 }),
  );
  assertEquals(apart.map(({ probability }) => probability), [0.5, 0.25]);
  const plain = facts(positions, { type: "classes" }, false);
  assertEquals(guesses(two, 1, plain), [
    { class: "1", output: 0.5 },
    { class: "0", output: -1 },
  ]);
});

Deno.test("guesses() of one output gives both classes", () => {
  const one = frame64([[0.75], [0.25], [-0.5]]), classes = ["ham", "spam"];
  const task = { type: "binary", cut: 0.5 } as const;
  const of = (r: number) => guessesText(guesses(one, r, facts(classes, task)));
  assertEquals(of(0), "spam 0.7500, ham 0.2500");
  assertEquals(of(1), "ham 0.7500, spam 0.2500");
  const ends = { type: "binary", cut: 0 } as const; // for the labels -1 and 1
  assertEquals(guesses(one, 2, facts(classes, ends, false)), [
    { class: "ham", output: -0.5 },
  ]);
});

Deno.test("guesses() of independent labels gives each of them", () => {
  const task = { type: "labels", cut: 0.5 } as const;
  const names = guesses(predictions, 0, facts(positions, task)).map((guess) =>
    guess.class
  );
  assertEquals(names, ["2", "1", "0", "3"]);
});

Deno.test("guessesText() is one line without control characters", () => {
  const classes = ["a", "b", "\x1b[31mc", "d"];
  const text = guessesText(guesses(predictions, 0, facts(classes)));
  assertEquals(text.includes("\x1b"), false);
  assertEquals(
    guessesText(guesses(predictions, 0, facts(positions))),
    "2 0.6000, 1 0.2000, 0 0.1000",
  );
});

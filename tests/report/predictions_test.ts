import { assertEquals } from "@std/assert";
import { frame64 } from "../../lib/frame.ts";
import { guesses, guessesText } from "../../lib/report/mod.ts";

const answers = frame64([[0.1, 0.2, 0.6, 0.1], [0.25, 0.25, 0.25, 0.25]]);

Deno.test("guesses() gives the three surest classes, the first of equals first", () => {
  assertEquals(guesses(answers, 0, ["a", "b", "c", "d"]), [
    { class: "c", probability: 0.6 },
    { class: "b", probability: 0.2 },
    { class: "a", probability: 0.1 },
  ]);
  assertEquals(guesses(answers, 1).map((guess) => guess.class), [
    "0",
    "1",
    "2",
  ]);
  assertEquals(guesses(frame64([[0.5, 0.7]]), 0).length, 2);
});

Deno.test("guessesText() is one line, with nothing in it that a terminal would obey", () => {
  const text = guessesText(guesses(answers, 0, ["a", "b", "\x1b[31mc", "d"]));
  assertEquals(text.includes("\x1b"), false);
  assertEquals(
    guessesText(guesses(answers, 0)),
    "2 0.6000, 1 0.2000, 0 0.1000",
  );
});

import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { Pool, startWorker, type Work } from "../../lib/pool/mod.ts";
import { until, type Watch, watching, within } from "./_workers.ts";

/** The program of a worker that squares its pieces. */
const SQUARE = "return (piece) => [piece * piece];";
const squares = (count: number) =>
  Array.from({ length: count }, (_, n) => n * n);

/** Work that the calling thread can do at once. */
function work(count: number): Work<number, number> {
  return {
    count,
    request: (piece) => [piece],
    run: (piece) => piece * piece,
  };
}

/** Runs until it is aborted. */
function endless(stopped: () => void): Work<number, number>["run"] {
  return (_, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        stopped();
        reject(signal.reason);
      });
    });
}

/** The results in the order of their pieces. */
async function answers<T>(
  all: AsyncIterable<{ readonly piece: number; readonly answer: T }>,
): Promise<T[]> {
  const found: T[] = [];
  for await (const { piece, answer } of all) {
    assert(!(piece in found), `piece ${piece} has two answers`);
    found[piece] = answer;
  }
  return found;
}

Deno.test("Pool yields each result once, for any number of pieces and workers", async () => {
  for (const count of [0, 1, 2, 7, 40]) {
    for (const workers of [0, 1, 3]) {
      for (const queue of [1, 2]) {
        const pool = new Pool<number, number>(SQUARE, workers, { queue });
        const found = await within(answers(pool.begin(work(count))));
        assertEquals(found, squares(count));
        pool.close();
      }
    }
  }
});

Deno.test("Pool's workers run all pieces except the one that runs on the calling thread", async () => {
  for (const queue of [1, 2]) {
    await watching(async (all) => {
      const pool = new Pool<number, number>(SQUARE, 2, { queue });
      const posted = () => all.flatMap((one) => one.posted).length;
      for (const count of [9, 2, 30]) { // one job after the other
        const before = Math.max(2, posted()); // two report that they are ready
        const run = async (piece: number) => {
          await until(() => posted() >= before + count - 1);
          return piece * piece;
        };
        const found = await answers(pool.begin({ ...work(count), run }));
        assertEquals(found, squares(count));
      }
      assertEquals(pool.size, 2);
      pool.close();
      assertEquals(pool.size, 0);
    });
  }
});

Deno.test("Pool sends a worker at most `queue` requests at a time", async () => {
  for (const queue of [1, 2]) {
    await watching(async (all) => {
      const pool = new Pool<number, number>(silent, 1, { queue });
      await until(() => all[0].posted.length > 0);
      for (let job = 0; job < 2; job++) { // the worker is still busy in the second job
        assertEquals(await answers(pool.begin(work(9))), squares(9));
        assertEquals(all[0].sent, queue);
      }
      pool.close();
    });
  }
});

const silent = "return () => new Promise(() => {});";
const failures: [name: string, body: string, watch?: Watch][] = [
  ["there is no global Worker", SQUARE, { instead: undefined }],
  ["workers are forbidden", SQUARE, {
    instead: class {
      constructor() {
        throw new Error("not allowed");
      }
    },
  }],
  ["the program has a syntax error", "return (;"],
  ["the program fails at once", "throw new Error('no');"],
  ["the program fails later", "await undefined; throw new Error('no');"],
  ["it cannot import a file", "await import('file:///nowhere/none.js');"],
  ["it never becomes ready", "await new Promise(() => {});"],
  ["it fails at every piece", "return () => { throw new Error('no'); };"],
  [
    "it fails at its third piece",
    `let n = 0;
     return (p) => { if (++n === 3) throw new RangeError("no memory"); return [p * p]; };`,
  ],
  [
    "it fails outside of a piece",
    "return () => { setTimeout(() => { throw new Error('no'); }); return new Promise(() => {}); };",
  ],
  ["its answer cannot be sent", "return () => [() => {}];"],
  ["its answer is missing", "return () => undefined;"],
  ["it never answers", silent],
  [
    "it closes itself without a report",
    "return () => { close(); return [0]; };",
  ],
  ["it is terminated at its first piece", SQUARE, {
    onSent: ({ worker }) => worker.terminate(),
  }],
  ["it is terminated at its third piece", SQUARE, {
    onSent: ({ worker }, message) => message === 3 && worker.terminate(),
  }],
];

Deno.test("Pool finishes all work if workers fail", async (t) => {
  for (const [name, body, watch] of failures) {
    await t.step(name, () =>
      watching(async () => {
        const pool = new Pool<number, number>(body, 2, { queue: 2 });
        for (const count of [30, 4]) {
          const running: Promise<number>[] = [];
          const slow = async (piece: number) => { // so that workers can take part
            await new Promise((resolve) => setTimeout(resolve, 8));
            return piece * piece;
          };
          const run = (piece: number) => running[running.push(slow(piece)) - 1];
          const found = await answers(pool.begin({ ...work(count), run }));
          assertEquals(found, squares(count));
          await Promise.all(running); // the last result may come from a worker
        }
        pool.close();
      }, watch));
  }
});

Deno.test("Pool ends a worker that failed, and sends it no more requests", async (t) => {
  const cases = failures.filter(([name]) => name.includes(" fail"));
  assertEquals(cases.length, 5);
  for (const [name, body] of cases) {
    await t.step(name, () =>
      watching(async (all) => {
        const pool = new Pool<number, number>(body, 1);
        const forever = pool.begin({ ...work(4), run: endless(() => {}) });
        const first = forever.next(); // the calling thread gives no result
        await until(() => pool.size === 0);
        const { sent } = all[0];
        assert(sent <= 3, `${sent} messages`);
        assertEquals(await answers(pool.begin(work(4))), squares(4));
        assertEquals(all[0].sent, sent);
        if (name.includes("third")) await first; // the worker's answer before it failed
      }));
  }
});

Deno.test("Pool runs requests that cannot be sent on the calling thread", async () => {
  const pool = new Pool<unknown, number>(SQUARE, 2);
  const unsent = { ...work(9), request: (): [unknown] => [() => {}] };
  assertEquals(await within(answers(pool.begin(unsent))), squares(9));
  assertEquals(pool.size, 2); // the workers did not fail
  pool.close();
});

Deno.test("Pool throws the error of the calling thread's run", async () => {
  const pool = new Pool<number, number>(silent, 1);
  const reason = new Error("enough");
  const failing: Work<number, number> = {
    ...work(5),
    run(piece) {
      if (piece === 2) throw reason;
      return piece * piece;
    },
  };
  const error = await assertRejects(() => within(answers(pool.begin(failing))));
  assertStrictEquals(error, reason);
  pool.close();
});

Deno.test("Pool aborts the calling thread's run if a worker is faster or the caller stops iterating", async () => {
  await watching(async (all) => {
    const slow = `return async (piece) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [piece * piece];
    };`;
    const pool = new Pool<number, number>(slow, 1);
    await until(() => all[0].posted.length > 0); // so that the worker gets piece 0 first
    const stopped: number[] = [];
    const one = (at: number): Work<number, number> => ({
      ...work(2),
      run: (piece, signal) =>
        piece === at
          ? endless(() => stopped.push(piece))(piece, signal)
          : piece * piece,
    });
    assertEquals(await answers(pool.begin(one(0))), [0, 1]);
    assertEquals(stopped, [0]); // it was started since no other piece was left
    for await (const { piece } of pool.begin(one(1))) {
      assertEquals(piece, 0);
      break;
    }
    assertEquals(stopped, [0, 1]);
    const { sent, posted } = all[0], before = posted.length;
    const run = endless(() => {});
    for await (const _ of pool.begin({ ...work(9), run })) break;
    await until(() => posted.length === before + 2); // the worker had the next piece
    assertEquals(all[0].sent, sent + 2); // it got no other piece
    pool.close();
    assertEquals(await answers(pool.begin(work(3))), squares(3));
  });
});

Deno.test("Pool does not confuse results of earlier work with new ones", async () => {
  await watching(async (all) => {
    const body = "return (text) => [text];";
    const pool = new Pool<string, string>(body, 1, { queue: 2 });
    await until(() => all[0].posted.length === 1); // the worker is ready
    const running: Promise<void>[] = [];
    const texts = (job: string): Work<string, string> => ({
      count: 6,
      request: (piece) => [`${piece} of the ${job}`],
      async run(piece) {
        const answered = until(() => all[0].posted.length > 2); // to the first job
        running.push(answered);
        await answered;
        return `${piece} of the ${job}`;
      },
    });
    pool.begin(texts("first"));
    assertEquals(all[0].sent, 2);
    assertEquals(
      await answers(pool.begin(texts("second"))),
      Array.from({ length: 6 }, (_, piece) => `${piece} of the second`),
    );
    await Promise.all(running); // the last result may come from the worker
    pool.close();
  });
});

Deno.test("Pool ignores the result of a worker that comes after that of the calling thread", async () => {
  await watching(async (all) => {
    const body = `return (piece) => new Promise((resolve) => {
      if (piece === 1) setTimeout(() => resolve([1]), 50); // piece 0 gets no answer
    });`;
    const pool = new Pool<number, number>(body, 2);
    const posted = () => all.flatMap((one) => one.posted).length;
    await until(() => posted() === 2); // both workers are ready, and get the pieces 0 and 1
    const run = async (piece: number) => {
      if (piece === 0) await until(() => posted() === 3); // pieces 2 and 1 are finished
      return piece * piece;
    };
    assertEquals(await answers(pool.begin({ ...work(3), run })), squares(3));
    pool.close();
  });
});

Deno.test("startWorker() runs a program given as text", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const worker = startWorker("postMessage(6 * 7);", {
    message: resolve,
    failure: () => reject(new Error("it failed")),
  });
  assertEquals(await within(promise), 42);
  worker!.terminate();
});

/**
 * A worker that does folds, one after another, on one thread each.
 *
 * @module
 */

import type { Engine } from "../engine/mod.ts";
import type { FoldFigures } from "../store/record.ts";
import { engineNamed, type FoldWork, learnFold } from "./_fold.ts";

/** What the thread that started this one sends and hears. */
interface Scope {
  onmessage: (event: MessageEvent<{ work: FoldWork; engine: string }>) => void;
  postMessage(figures: FoldFigures | undefined): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = async ({ data: { work, engine: name } }) => {
  const engine = engineNamed(name)!;
  try {
    const alone: Engine = {
      name,
      program: (plan, parameters, examples) =>
        engine.program(plan, parameters, examples, { threads: 1 }),
    };
    scope.postMessage(await learnFold(work, { engine: alone }));
  } catch {
    scope.postMessage(undefined); // the other thread will see the same, and say it
  }
};

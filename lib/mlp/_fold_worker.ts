/**
 * A worker that does folds, one after another, on one thread each.
 *
 * @module
 */

import { engineNamed, withThreads } from "../engine/mod.ts";
import type { FoldFigures } from "./record.ts";
import { type FoldWork, learnFold } from "./_fold.ts";

/** What the thread that started this one sends and hears. */
interface Scope {
  onmessage: (event: MessageEvent<{ work: FoldWork; engine: string }>) => void;
  postMessage(figures: FoldFigures | undefined): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = async ({ data: { work, engine: name } }) => {
  const engine = withThreads(engineNamed(name)!, 1);
  try {
    scope.postMessage(await learnFold(work, { engine }));
  } catch {
    scope.postMessage(undefined); // the other thread will see the same, and say it
  }
};

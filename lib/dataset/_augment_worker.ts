/**
 * A worker that distorts pictures, in memory that it shares.
 *
 * @module
 */

import type { AugmentSpec } from "../spec/mod.ts";
import { distorter, type Distortion } from "./augment.ts";

/** What it is started with. */
export interface Start {
  readonly image: { readonly width: number; readonly height: number };
  readonly spec: AugmentSpec;
}

/** What the thread that started this one sends and hears. */
interface Scope {
  onmessage: (event: MessageEvent<Start | Distortion>) => void;
  postMessage(done: true): void;
}

const scope = globalThis as unknown as Scope;
let distort: ((work: Distortion) => void) | undefined;

scope.onmessage = ({ data }) => {
  if ("image" in data) distort = distorter(data.image, data.spec);
  else {
    distort?.(data);
    scope.postMessage(true);
  }
};

/**
 * The workloads W4 and C3: the number of images per second that the networks of
 * W3 and C2 predict.
 *
 * @module
 */

import { WasmProgram } from "../../lib/engine/wasm/program.ts";
import type { ByteFrame } from "../../lib/frame.ts";
import { initialParameters } from "../../lib/network/mod.ts";
import { examplesOf, median, planOf, type Workload } from "./workloads.ts";

/** For each rate: the images per call, all images, and the threads. */
const ASKED = [
  { many: 1, all: 10_000, threads: 1 },
  { many: 1000, all: 60_000, threads: 1 },
  { many: 1000, all: 60_000, threads: 2 },
  { many: 60_000, all: 60_000, threads: 1 },
  { many: 60_000, all: 60_000, threads: 2 },
] as const;

/** The largest number of multiply-adds in one pass over the images. */
const MULTIPLY_ADDS = 4e10;

/** Images per second: the median of five passes over all images. */
export async function answers(
  workload: Workload,
  folder: string | undefined,
): Promise<{ many: number; threads: number; rate: number }[]> {
  const plan = planOf(workload), { seed } = workload.spec;
  const { inputs } = await examplesOf(workload, folder);
  const parameters = initialParameters(plan, seed);
  const most = Math.ceil(MULTIPLY_ADDS / plan.work / 1000) * 1000;
  return ASKED.map(({ many, threads, ...asked }) => {
    const all = Math.min(asked.all, many === asked.all ? asked.all : most);
    const program = new WasmProgram(plan, parameters, undefined, { threads });
    const { columns } = inputs;
    const rates = Array.from({ length: 6 }, () => {
      const start = performance.now();
      for (let r = 0; r < all; r += many) {
        const data = inputs.data.subarray(r * columns, (r + many) * columns);
        program.predict({ ...inputs, rows: many, data } as ByteFrame);
      }
      return 1000 * all / (performance.now() - start);
    });
    program.close();
    return { many, threads, rate: median(rates.slice(1)) };
  });
}

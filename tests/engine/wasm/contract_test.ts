import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import { engineFor } from "../../../lib/engine/mod.ts";
import { fused, wasm } from "../../../lib/engine/wasm/mod.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { examplesOf, pairs, parametersOf, planOf } from "../cases.ts";
import { BOUND, contract, distance } from "../contract.ts";
import { random } from "../../../lib/random.ts";

contract({
  "the wasm engine": (plan, parameters, examples, { sparse }) =>
    new WasmProgram(plan, parameters, examples, { sparse }),
  "the wasm engine with the gradient kept": (
    plan,
    parameters,
    examples,
    { sparse },
  ) =>
    new WasmProgram(plan, parameters, examples, {
      sparse,
      storesGradient: true,
    }),
  "the fused engine": (plan, parameters, examples, { sparse }) =>
    new WasmProgram(plan, parameters, examples, { sparse, fuses: true }),
});

Deno.test("the fused engine is used only on request, and refuses the same plans as wasm", () => {
  for (const it of pairs()) {
    const plan = planOf(it);
    assert(engineFor(plan).exact);
    assertEquals(fused.refuses(plan), wasm.refuses(plan));
  }
  const plan = planOf(pairs()[0], "float64");
  assertThrows(
    () => fused.program(plan, parametersOf(plan, random(1, "x"))),
    TypeError,
    "the fused engine cannot run the network: float64 runs only on the reference engine",
  );
});

Deno.test("a fused program gives one result on 1 to 4 threads, close to that of wasm", async () => {
  const it = { ...pairs()[0], sparse: false };
  const plan = planOf(it), examples = examplesOf(it, random(2, "x"));
  const first = parametersOf(plan, random(1, "x"));
  const order = Uint32Array.from({ length: examples.inputs.rows }, (_, n) => n);
  const trained = async (options: { fuses: boolean; threads: number }) => {
    const program = new WasmProgram(plan, first, examples, options);
    await program.ready;
    const sums = { loss: 0, correct: 0, examples: 0 };
    for (let n = 0; n < 5; n++) program.train(order, 0.1, sums);
    const found = program.parameters();
    program.close();
    return found;
  };
  const one = await trained({ fuses: true, threads: 1 });
  for (const threads of [2, 3, 4]) {
    assertEquals(await trained({ fuses: true, threads }), one);
  }
  const exact = await trained({ fuses: false, threads: 1 });
  assertLessOrEqual(distance(one, exact), BOUND);
});

Deno.test("wasm refuses float64", () => {
  const plan = planOf(pairs()[0], "float64");
  assertThrows(
    () => wasm.program(plan, parametersOf(plan, random(1, "x"))),
    TypeError,
    "float64 runs only on the reference engine",
  );
});

Deno.test("wasm refuses to replace examples with weights by examples without", () => {
  const it = { ...pairs()[0], sparse: false, weighted: true };
  const plan = planOf(it), examples = examplesOf(it, random(1, "x"));
  const program = wasm.program(
    plan,
    parametersOf(plan, random(1, "x")),
    examples,
  );
  program.learnFrom(examples);
  assertThrows(
    () => program.learnFrom({ ...examples, weights: undefined }),
    TypeError,
    "example weights must be given for both the new examples and the replaced examples, or for neither: found no weights for the new examples",
  );
  program.close();
});

import { assertThrows } from "@std/assert";
import { wasm } from "../../../lib/engine/wasm/mod.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { examplesOf, pairs, parametersOf, planOf } from "../cases.ts";
import { contract } from "../contract.ts";
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
});

Deno.test("wasm refuses float64", () => {
  const plan = planOf(pairs()[0], "float64");
  assertThrows(
    () => wasm.program(plan, parametersOf(plan, random(1, "x"))),
    TypeError,
    "float64 runs on the reference engine",
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
    "examples must have weights exactly if the examples they replace had weights: found none",
  );
  program.close();
});

import { assertThrows } from "@std/assert";
import { wasm } from "../../../lib/engine/wasm/mod.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { pairs, parametersOf, planOf } from "../cases.ts";
import { contract } from "../contract.ts";
import { random } from "../../../lib/random.ts";

contract(
  "the wasm engine",
  (plan, parameters, examples, { sparse }) =>
    new WasmProgram(plan, parameters, examples, { sparse }),
);

contract(
  "the wasm engine with the gradient kept",
  (plan, parameters, examples, { sparse }) =>
    new WasmProgram(plan, parameters, examples, { sparse, keeps: true }),
);

Deno.test("wasm refuses float64", () => {
  const plan = planOf(pairs()[0], "float64");
  assertThrows(
    () => wasm.program(plan, parametersOf(plan, random(1, "x"))),
    TypeError,
    "float64 runs on the reference engine",
  );
});

import { reference } from "../../../lib/engine/reference/mod.ts";
import { contract } from "../contract.ts";

contract({
  "the reference engine in float32": (plan, parameters, examples) =>
    reference.program(plan, parameters, examples),
});

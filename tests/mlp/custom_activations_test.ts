import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  compile,
  encodeModel,
  ExportError,
  exportJs,
  exportOnnx,
  frame,
  ModelError,
  reference,
  SpecError,
  wasm,
} from "../../mod.ts";

const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
const labels = frame([[0], [1], [1], [0]]);
const curve = {
  value: (z: number) => z / (1 + Math.abs(z)),
  derivative: (z: number) => 1 / (1 + Math.abs(z)) ** 2,
};
const spec = (activation: string, output = "identity") => ({
  ...{ name: "own", learningRate: 0.5, epochs: 20 },
  layers: [{ units: 4, activation }, { units: 1, activation: output }],
});
const options = { inputs: 2, activations: { curve } };

Deno.test("a custom activation trains to the same bits as the equal built-in one", async () => {
  const bent = (z: number) => (z > 0 ? z : 0.01 * z);
  const own = compile(spec("bent", "bent"), {
    inputs: 2,
    activations: {
      bent: { value: bent, derivative: (z) => (z > 0 ? 1 : 0.01) },
    },
  });
  const known = compile(spec("leakyRelu", "leakyRelu") as never, {
    inputs: 2,
    engine: reference,
  });
  const before = own.parameters;
  await own.train(inputs, labels);
  await known.train(inputs, labels);
  assertEquals(own.parameters, known.parameters);
  assertNotEquals(own.parameters, before);
  assertEquals(own.predict(inputs), known.predict(inputs));
});

Deno.test("the derivative of a custom activation gets both z and a", async () => {
  const seen: number[][] = [];
  const mlp = compile(spec("curve"), {
    inputs: 2,
    activations: {
      curve: {
        value: (z) => z / 2,
        derivative: (z, a) => {
          seen.push([z, a]);
          return 1 / 2;
        },
      },
    },
  });
  await mlp.train(inputs, labels);
  for (const [z, a] of seen) assertEquals(a, z / 2);
  assertEquals(seen.length, 20 * 4 * 4); // epochs x examples x units
});

Deno.test("a network with a custom activation runs only on the reference engine, and cannot be saved", async (t) => {
  const mlp = compile(spec("curve"), options);
  assertEquals(mlp.engine, "reference");
  assertEquals(mlp.plan.layers[0].activation as string, "curve");
  assertStringIncludes(JSON.stringify(mlp.spec.layers[0]), '"curve"');
  await t.step("it cannot run on wasm", () => {
    assertThrows(
      () => compile(spec("curve"), { ...options, engine: wasm }),
      TypeError,
      "the wasm engine cannot run the network: the custom activation function curve runs only on the reference engine",
    );
  });
  await t.step("it cannot be saved or exported", async () => {
    const why = "found curve";
    await assertRejects(() => encodeModel(mlp), ModelError, why);
    assertThrows(() => exportJs(mlp), ExportError, why);
    await assertRejects(() => exportOnnx(mlp), ExportError, why);
  });
  await t.step("it cannot have the name of a built-in activation", () => {
    assertThrows(
      () => compile(spec("relu"), { inputs: 2, activations: { relu: curve } }),
      TypeError,
      "a custom activation must not have the name of a built-in activation: found relu",
    );
  });
  await t.step("it must be passed to compile()", () => {
    assertThrows(
      () => compile(spec("crve"), options),
      SpecError,
      "layers[0].activation: must be one of sigmoid, tanh",
    );
  });
});

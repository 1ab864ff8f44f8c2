import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { compile, decodeModel, encodeModel } from "../../mod.ts";
import { failure } from "../../lib/cli/failure.ts";
import { type Random, random } from "../../lib/random.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../lib/mlp/checkpoint.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import { sha256 } from "../../lib/format/sha256.ts";

const mlp = compile({
  name: "small",
  layers: [{ units: 3, activation: "tanh" }, { units: 2 }],
  optimizer: "adam",
  learningRate: 0.1,
  epochs: 9,
}, { inputs: 4 });
const spec = JSON.stringify(mlp.spec);
const images = compile({
  name: "images",
  inputs: { shape: [4, 5, 1] },
  layers: [
    { type: "conv2d", filters: 2, kernelSize: [2, 3], padding: "same" },
    { type: "batchNorm" },
    { type: "maxPool2d" },
    { type: "flatten" },
    { units: 2 },
  ],
  learningRate: 0.1,
  epochs: 9,
});
const checkpoint: Checkpoint = {
  figures: [{ loss: 0.5, accuracy: 0.25, elapsedMs: 12.5 }],
  sums: { loss: 1.5, correct: 3, examples: 32 },
  elapsedMs: 20,
  parameters: mlp.parameters,
  state: {
    steps: 7,
    moments: [mlp.parameters, mlp.parameters.map((p) => p * p)],
  },
};

/** The files, and functions that read them. */
const files: Record<
  string,
  { bytes: Uint8Array; read(bytes: Uint8Array): Promise<unknown> }
> = {
  "a model": {
    bytes: await encodeModel(mlp),
    read: async (bytes) => (await decodeModel(bytes)).parameters,
  },
  "a model of convolutions": {
    bytes: await encodeModel(images),
    read: async (bytes) => {
      const { parameters, plan } = await decodeModel(bytes);
      assertEquals(parameters.length, plan.size);
      return parameters;
    },
  },
  "a checkpoint": {
    bytes: await encodeCheckpoint(checkpoint, mlp.plan, spec),
    read: (bytes) => decodeCheckpoint(bytes, mlp.plan, spec),
  },
};

/**
 * A random change of a file: bits, a number in the header, or more or fewer
 * bytes.
 */
function mutated(bytes: Uint8Array, chance: Random): Uint8Array {
  const at = chance.below(bytes.length);
  const other = bytes.slice();
  const header = 8 + new DataView(bytes.buffer).getUint32(0, true);
  const kinds = [
    () => other[at] ^= 1 << chance.below(8),
    () => other[at] = chance.below(256),
    () => other[chance.below(8)] = chance.below(256), // the length of the header
    () => { // a digit in the header
      const digits = [...other.keys()].filter((b) =>
        b < header && b >= 8 && /\d/.test(String.fromCharCode(other[b]))
      );
      other[digits[chance.below(digits.length)]] = 48 + chance.below(10);
    },
    () => other.copyWithin(at, chance.below(bytes.length)),
    () => other.fill(0, at, at + chance.below(64)),
  ];
  const kind = chance.below(kinds.length + 3);
  if (kind < kinds.length) {
    kinds[kind]();
    return other;
  }
  if (kind === kinds.length) return bytes.slice(0, at);
  const more = bytes.slice(at, at + chance.below(64));
  return kind === kinds.length + 1
    ? Uint8Array.of(...bytes, ...more)
    : Uint8Array.of(...bytes.subarray(0, at), ...more, ...bytes.subarray(at));
}

/**
 * The same bytes with a correct checksum, as only a deliberate change has it.
 */
async function resealed(bytes: Uint8Array): Promise<Uint8Array> {
  const at = 8 + '{"__metadata__":{"sha256":"'.length;
  if (bytes.length < at + 64) return bytes;
  const other = bytes.slice();
  other.fill(48, at, at + 64);
  const seal = new TextEncoder().encode(await sha256(other));
  other.set(seal, at);
  return other;
}

for (const [name, { bytes, read }] of Object.entries(files)) {
  Deno.test(`1,000 mutations of ${name} are refused with a clear message, or have the same content`, async () => {
    const whole = await read(bytes), chance = random(1, name);
    let refused = 0;
    for (let m = 0; m < 1000; m++) {
      const found = await read(mutated(bytes, chance)).catch((error) => {
        const { message } = failure(error);
        assert(message.startsWith("error: "), message);
        assertNotMatch(message, /^\s+at /m);
        refused++;
      });
      if (found !== undefined) assertEquals(found, whole);
    }
    assert(refused > 900, `${refused} refused`); // some mutations change nothing
  });

  Deno.test(`1,000 mutations of ${name} with a correct checksum are refused with a clear message, or read`, async () => {
    const chance = random(2, name);
    for (let m = 0; m < 1000; m++) {
      await read(await resealed(mutated(bytes, chance))).catch((error) => {
        const { message } = failure(error);
        assert(message.startsWith("error: "), message);
      });
    }
  });
}

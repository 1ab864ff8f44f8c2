import { assertEquals } from "@std/assert";
import {
  isMapping,
  type Kind,
  type List,
  plainFields,
} from "../../lib/spec/_kinds.ts";
import { anySchema } from "../../lib/spec/schema.ts";

Deno.test("plainFields() returns the fields of a mapping, or of the default type", () => {
  const names = (kind: Kind) => {
    const fields = plainFields(kind);
    return fields && Object.keys(fields);
  };
  const { layers, clip, seed, learningRate } = anySchema.fields;
  assertEquals(names(clip.of), ["norm", "value"]);
  const layer = names((layers.of as List<Kind>).of)!;
  assertEquals(layer.slice(0, 3), ["name", "type", "units"]); // the fields of dense
  assertEquals(names(seed.of), undefined);
  const schedules = learningRate.of.kind === "either"
    ? learningRate.of.of as readonly Kind[]
    : [learningRate.of];
  const schedule = schedules.find(({ kind }) => kind === "variants")!;
  assertEquals(names(schedule), undefined); // it has no default type
});

Deno.test("isMapping() is true for objects that are not lists", () => {
  assertEquals([{}, { a: 1 }, Object.create(null)].map(isMapping), [
    ...[true, true, true],
  ]);
  assertEquals([[], null, undefined, 1, "a"].map(isMapping), [
    ...[false, false, false, false, false],
  ]);
});

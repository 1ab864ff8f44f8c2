/**
 * The schema of the spec language: the keys, the kinds of their values, and the
 * defaults. Rules that compare two fields are in `facts.ts`. The TypeScript
 * types are in `spec.ts`; `tests/spec/` checks that the types agree with the
 * schema.
 *
 * @module
 */

import { name } from "./_common_kinds.ts";
import { dataFields } from "./_data_fields.ts";
import {
  type Constant,
  defaulted,
  type Mapping,
  mapping,
  optional,
  required,
  type Text,
} from "./_kinds.ts";
import { layerFields } from "./_layer_fields.ts";
import { learningFields } from "./_learning_fields.ts";
import { sweepFields } from "./_sweep_fields.ts";
import { validationFields } from "./_validation_fields.ts";

const version: Constant<1> = {
  kind: "constant",
  rule: "must be 1, the only version of the spec language",
  value: 1,
};

const description: Text = { kind: "text", rule: "must be text", longest: 2000 };

const fields = {
  version: defaulted(version, 1, "the version of the spec language"),
  name: required(name, "the name of the network, and of its folder in `runs/`"),
  description: optional(description, "free text about the spec"),
  ...dataFields,
  ...layerFields,
  ...learningFields,
  ...validationFields,
  ...sweepFields,
};

/** Every field of a spec, in the order of the reference documentation. */
export const schema: Mapping<typeof fields> = mapping(fields);

/** The schema with the general type `Mapping`. */
export const anySchema: Mapping = schema;

/**
 * The action `data show NAME --augment SPEC`, which draws augmented images.
 *
 * @module
 */

import type { Dataset } from "../dataset/mod.ts";
import { writeWhole } from "../disk/mod.ts";
import { sheetText } from "../report/mod.ts";
import { parseSpec, type Spec } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";
import { readSpecFile } from "./spec_file.ts";

/** Reads the spec that `--augment` names. */
export async function augmentOf(flags: Flags): Promise<Spec | undefined> {
  const typed = flags.text("augment");
  if (typed === undefined) {
    if (flags.text("out") === undefined) return undefined;
    throw new UsageError(
      "--out must be used with --augment SPEC: found --out alone",
    );
  }
  const { text, options } = await readSpecFile(typed, flags);
  const spec = parseSpec(text, options);
  if (spec.augment) return spec;
  throw new UsageError(
    `--augment must be a spec with the field augment: the field is missing in ${typed}`,
  );
}

/**
 * Draws augmented images, and also writes them to the file that `--out` names.
 */
export async function drawSheet(
  data: Dataset,
  { augment, seed }: Spec,
  flags: Flags,
  look: { readonly color: boolean; readonly width: number },
): Promise<string> {
  const { sheetOf, sheetPng } = await import("../dataset/sheet.ts");
  const sheet = sheetOf(data, augment!, seed);
  const out = flags.text("out");
  if (out !== undefined) {
    await writeWhole(typedPath(out), await sheetPng(sheet));
  }
  const drawn = sheetText(sheet, { ...look, classes: data.classes });
  return out === undefined ? drawn : `${drawn}\n\nsheet: ${out}`;
}

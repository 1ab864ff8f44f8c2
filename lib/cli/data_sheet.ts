/**
 * `data show NAME --augment SPEC`: images as a spec distorts them.
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

/** The spec whose distortions are to be shown. */
export async function augmentOf(flags: Flags): Promise<Spec | undefined> {
  const typed = flags.text("augment");
  if (typed === undefined) {
    if (flags.text("out") === undefined) return undefined;
    throw new UsageError("--out must be beside --augment SPEC: found it alone");
  }
  const { text, options } = await readSpecFile(typed, flags);
  const spec = parseSpec(text, options);
  if (spec.augment) return spec;
  throw new UsageError(
    `--augment must be a spec that says how to augment: found none in ${typed}`,
  );
}

/** Draws distorted pictures, and writes them to a file if one is named. */
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

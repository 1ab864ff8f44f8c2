/**
 * Reading `run.json`, the record of a run.
 *
 * @module
 */

import { planNetwork } from "../network/mod.ts";
import { checkSpec, type Spec } from "../spec/mod.ts";
import { isMapping, parseJson, sha256 } from "../format/mod.ts";
import { KINDS } from "./_record_kinds.ts";
import type { RunRecord } from "./run_record.ts";

/** A folder that is no run, or a run that cannot be used as was asked. */
export class RunError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "RunError";
}

/** The SHA-256 by which a spec is known again. */
export async function specSha256(spec: Spec): Promise<string> {
  return await sha256(JSON.stringify(spec));
}

/**
 * Checks what may be a record: that its parts are what the readers of records
 * rely on, and agree with its spec. Scores are taken as they are.
 *
 * @param bytes JSON in UTF-8.
 * @param path What they are of.
 * @throws {RunError} If they are no record, or one that was changed.
 * @throws {SpecError} If its spec is none.
 */
export async function decodeRecord(
  bytes: Uint8Array,
  path: string,
): Promise<RunRecord> {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (cause) {
    throw new RunError(`${path} ${(cause as Error).message}`, { cause });
  }
  const record = isMapping(value) ? value : {};
  if (record.version !== 1) {
    throw new RunError(
      `${path} must be a run's record of version 1: found ${
        typeof record.version === "number"
          ? `version ${record.version}`
          : "something else"
      }`,
    );
  }
  const wrong = Object.keys(KINDS).find((key) => !KINDS[key](record[key]));
  if (wrong !== undefined) {
    throw new RunError(`${path} must have ${wrong}: found it damaged`);
  }
  const hash = await sha256(JSON.stringify(record.spec));
  const { spec, seed, options } = record as unknown as RunRecord;
  if (hash !== record.specSha256 || seed !== spec.seed) {
    throw new RunError(
      `${path} must have the spec and the seed that the run began with: found them changed`,
    );
  }
  const { maxMemory } = options;
  checkSpec(spec, { source: path, maxMemory }); // it stays as written, for its hash
  mustAgree(record as unknown as RunRecord, path);
  return record as unknown as RunRecord;
}

/** Holds what is on record to the spec and to the rows it was learned from. */
function mustAgree(
  { spec, epochs, best, folds = [], data, classes }: RunRecord,
  path: string,
): void {
  const { rows, columns } = data.train, count = spec.validation?.folds ?? 0;
  const known = new Set(folds.map(({ fold }) => fold));
  const facts: Readonly<Record<string, boolean>> = {
    [`at most the ${spec.epochs} epochs of its spec`]:
      epochs.length <= spec.epochs,
    "a best epoch among its epochs": best === undefined ||
      epochs.length === 0 || best <= epochs.length,
    [`each of the ${count} folds of its spec at most once, of the ${rows} rows`]:
      known.size === folds.length &&
      folds.every(({ fold, held, learned, epochs }) =>
        fold <= count && held + learned === rows && epochs <= spec.epochs
      ),
    [`rows of ${spec.inputs.units} columns, as its spec has inputs`]:
      spec.inputs.units === undefined || spec.inputs.units === columns,
    "at most as many classes as the spec has outputs or two": !classes ||
      classes.length <= Math.max(2, planNetwork(spec, columns).outputs),
  };
  const wrong = Object.keys(facts).find((fact) => !facts[fact]);
  if (wrong !== undefined) {
    throw new RunError(`${path} must have ${wrong}: found others`);
  }
}

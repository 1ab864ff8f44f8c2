/**
 * A run on a disk of 512 KiB that fills up, and a resumed run on a disk that is
 * read-only. The disk is mounted in a separate namespace, which needs
 * `unshare`. Where this is not permitted, the test reports that it is skipped,
 * and passes.
 *
 * @module
 */

import { sha256 } from "../lib/format/sha256.ts";
import { decodeSafetensors } from "../lib/format/safetensors.ts";
import { decodeSealed } from "../lib/format/sealed.ts";
import { run } from "./cli/_command.ts";

const SPEC = JSON.stringify({
  name: "disk",
  dataset: "digits",
  layers: [{ units: 300 }, { units: 10 }], // 90 KB
  learningRate: 1,
  epochs: 12,
  checkpoint: { epochs: 2 },
});

const SIZE = 512 * 1024;

/** Runs the test in a namespace, and returns the result as one line. */
export async function diskLine(folder: string): Promise<string> {
  const disk = `${folder}/disk`;
  await Deno.mkdir(disk);
  const script =
    'mount -t tmpfs -o size=512k none "$1" || exit 77; shift; exec "$@"';
  const args = ["-rm", "sh", "-c", script, "sh", disk, Deno.execPath()];
  const flags = [
    ...["run", "--quiet", "--no-prompt", "--allow-read"],
    ...[`--allow-write=${folder}`, `--allow-run=${Deno.execPath()},mount`],
  ];
  try {
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: [...args, ...flags, import.meta.filename!, folder, disk],
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    if (code === 0) return `disk: ${text(stdout)}`;
    if (text(stdout) !== "" || code === 1 && text(stderr).includes("Error")) {
      return `disk: FAILED ${text(stdout)} ${text(stderr)}`;
    }
    return `disk: skipped, nothing can be mounted here (${text(stderr)})`;
  } catch (error) {
    return `disk: skipped, unshare cannot be started (${error})`;
  }
}

/** The test inside the namespace. */
async function inside(folder: string, disk: string): Promise<void> {
  const spec = `${folder}/disk.json`,
    out = `${disk}/run`,
    whole = `${folder}/all`;
  const train = (...args: string[]) => run("train", folder, ...args);
  await Deno.writeTextFile(spec, SPEC);
  const must = (fact: boolean, what: string) => {
    if (!fact) throw new Error(what);
  };
  const hash = async (out: string) =>
    await sha256(await Deno.readFile(`${out}/model.safetensors`));

  const first = await train(spec, "--out", whole);
  must(first.code === 0, first.err);

  await Deno.writeFile(`${disk}/filler`, new Uint8Array(SIZE - 150 * 1024));
  const full = await train(spec, "--out", out);
  must(full.code === 1, `exit ${full.code} on a full disk: ${full.err}`);
  must(/no space left/.test(full.err), `no clear error: ${full.err}`);
  must(!/^\s+at .*:\d/m.test(full.err), `a stack trace: ${full.err}`);
  const kept = [...Deno.readDirSync(`${out}/checkpoints`)].map(({ name }) =>
    name
  );
  must(kept.length === 1, `one checkpoint fits: found ${kept}`);
  const bytes = await Deno.readFile(`${out}/checkpoints/${kept[0]}`);
  await decodeSealed(bytes, decodeSafetensors(bytes).metadata.format);

  await remount("ro", disk);
  const closed = await train(out);
  must(
    closed.code === 1,
    `exit ${closed.code} on a closed disk: ${closed.err}`,
  );
  must(/read-only/i.test(closed.err), `no clear error: ${closed.err}`);
  must(!/^\s+at .*:\d/m.test(closed.err), `a stack trace: ${closed.err}`);
  await remount("rw", disk);

  await Deno.remove(`${disk}/filler`);
  const again = await train(out);
  must(again.code === 0, again.err);
  must(/resumes after epoch/.test(again.err), `not from ${kept}: ${again.err}`);
  must(
    await hash(out) === await hash(whole),
    "another network after a full disk",
  );
  console.log(
    "512 KiB full and read-only, both a clear error; the checkpoint was whole and the run went on bit-identical",
  );
}

async function remount(how: string, disk: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("mount", {
    args: ["-o", `remount,${how}`, disk],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

if (import.meta.main) await inside(Deno.args[0], Deno.args[1]);

/**
 * Two processes that train the same trial in the same folder at the same time. The
 * folder is mounted twice, like on two machines with local locks, so that neither
 * process sees the lock of the other.
 *
 * @module
 */

import { areThere, bash, removeFolder } from "./_shell.ts";
import { ended, expectedTable, faultsIn, specOf, start } from "./_sweep.ts";

/**
 * Lets pairs of processes train the same trials.
 *
 * @returns Descriptions of the errors, and the number of pairs that trained at the
 *   same time; or what is not installed.
 */
export async function twoWriters(
  folder: string,
  pairs: number,
): Promise<
  { readonly faults: string[]; readonly together: number } | {
    readonly lacking: string;
  }
> {
  const isRoot =
    (await bash("test $(id -u) = 0 && test -c /dev/fuse")).code === 0;
  if (!isRoot || !await areThere("bindfs")) {
    return { lacking: "bindfs, /dev/fuse and root" };
  }
  const facts = { trials: 2, epochs: 40 };
  const text = specOf(facts.trials, facts.epochs);
  await Deno.writeTextFile(`${folder}/spec.yaml`, text);
  const whole = await expectedTable(folder);
  const faults: string[] = [];
  let together = 0;
  const mounts = ["a", "b"].map((name) => `${folder}/${name}`);
  for (const mount of mounts) {
    await Deno.mkdir(mount);
    const { code, err } = await bash(`bindfs "${folder}" "${mount}"`);
    if (code !== 0) return { lacking: err };
  }
  try {
    for (let pair = 0; pair < pairs; pair++) {
      const out = `pair-${pair}`;
      const args = ["spec.yaml", "--out", out, "--workers", "1", "--no-refit"];
      const both = await Promise.all(
        mounts.map((mount) => ended(start(mount, ["sweep", ...args]))),
      );
      for (const { code, err } of both) {
        if (code !== 0) faults.push(`pair ${pair}: exit ${code}: ${err}`);
        if (/^trial 0: .*\n[^]*^trial 1: /m.test(err)) together += 0.5;
      }
      const { code, out: json } = await ended(
        start(folder, [...["sweep", ...args], "--table", "--json"]),
      );
      const table = code === 0 ? JSON.parse(json).sha256 : `exit ${code}`;
      if (table !== whole) faults.push(`pair ${pair}: the table is ${table}`);
      const left = await faultsIn(`${folder}/${out}`, facts);
      faults.push(...left.map((fault) => `pair ${pair}: ${fault}`));
      await removeFolder(`${folder}/${out}`);
    }
  } finally {
    await bash(`umount ${mounts.map((mount) => `"${mount}"`).join(" ")}`);
  }
  return { faults, together: Math.floor(together) };
}

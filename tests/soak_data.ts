/**
 * Repeats some tests of `deno task test` many times: downloads by eight
 * processes at once, downloads that are killed at random times, and random
 * files for the readers.
 *
 * @module
 */

import { digits } from "./cli/_digits.ts";
import { eightAtOnce, killAfter } from "./cli/_storms.ts";
import { serveFaults } from "./disk/_fault_server.ts";
import { mutations, randomBytes, roundTrips } from "./format/_mutations.ts";

if (import.meta.main) {
  await using server = await serveFaults(digits);
  for (let n = 0; n < 10; n++) await eightAtOnce(server);
  console.log("10 times eight processes at once: one good copy each");
  const killed: string[][] = [];
  while (killed.length < 50) {
    const left = await killAfter(server, 40 * Math.random());
    if (left !== undefined) killed.push(left);
  }
  const some = killed.filter((left) => left.length > 0).length;
  console.log(
    `50 downloads killed on their way, ${some} of them with files or parts in the cache: nothing poisoned`,
  );
  await randomBytes(10_000);
  await mutations(10_000);
  await roundTrips(2_000);
  console.log("10,000 random files, 10,000 changed ones: read or refused");
}

/**
 * What `deno task test` does a few of, many times: downloads by eight processes
 * at once, downloads killed at random moments, and random files for the readers.
 *
 * @module
 */

import { digits } from "./cli/_digits.ts";
import { eightAtOnce, killAfter } from "./cli/_storms.ts";
import { serveFaults } from "./dataset/_fault_server.ts";
import { mutations, randomBytes, roundTrips } from "./dataset/_mutations.ts";

if (import.meta.main) {
  await using server = await serveFaults(await digits());
  for (let n = 0; n < 10; n++) await eightAtOnce(server);
  console.log("10 times eight processes at once: one good copy each");
  let killed = 0;
  for (let n = 0; n < 50;) {
    if (await killAfter(server, 30 + 170 * Math.random())) n++, killed++;
  }
  console.log(`${killed} downloads killed on their way: nothing poisoned`);
  await randomBytes(10_000);
  await mutations(10_000);
  await roundTrips(2_000);
  console.log("10,000 random files, 10,000 changed ones: read or refused");
}

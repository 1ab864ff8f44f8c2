import { serveFaults } from "../disk/_fault_server.ts";
import { digits } from "./_digits.ts";
import { eightAtOnce, killAfter } from "./_storms.ts";
import { COMMAND, needing } from "../_needing.ts";

Deno.test({
  ...needing(
    "eight processes at the same time fill an empty cache with one correct copy",
    COMMAND,
  ),
  async fn() {
    await using server = await serveFaults(digits);
    await eightAtOnce(server);
  },
});

Deno.test({
  ...needing("a killed download leaves no wrong file in the cache", COMMAND),
  async fn() {
    await using server = await serveFaults(digits);
    for (const ms of [0, 5, 10]) await killAfter(server, ms);
  },
});

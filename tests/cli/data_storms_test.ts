import { serveFaults } from "../disk/_fault_server.ts";
import { digits } from "./_digits.ts";
import { eightAtOnce, killAfter } from "./_storms.ts";
import { COMMAND, needing } from "../_needing.ts";

Deno.test({
  ...needing(
    "eight processes at once fill an empty cache with one good copy",
    COMMAND,
  ),
  async fn() {
    await using server = await serveFaults(digits);
    await eightAtOnce(server);
  },
});

Deno.test({
  ...needing("a download killed on its way poisons nothing", COMMAND),
  async fn() {
    await using server = await serveFaults(digits);
    for (const ms of [0, 5, 10]) await killAfter(server, ms);
  },
});

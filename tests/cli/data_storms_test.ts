import { serveFaults } from "../disk/_fault_server.ts";
import { diskAndNet, unlessDiskAndNet } from "../dataset/_fixture.ts";
import { digits } from "./_digits.ts";
import { eightAtOnce, killAfter } from "./_storms.ts";

Deno.test({
  name:
    `eight processes at once fill an empty cache with one good copy${unlessDiskAndNet}`,
  ignore: !diskAndNet,
  async fn() {
    await using server = await serveFaults(digits);
    await eightAtOnce(server);
  },
});

Deno.test({
  name: `a download killed on its way poisons nothing${unlessDiskAndNet}`,
  ignore: !diskAndNet,
  async fn() {
    await using server = await serveFaults(digits);
    for (const ms of [0, 5, 10]) await killAfter(server, ms);
  },
});

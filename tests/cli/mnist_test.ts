import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, MNIST, mnistDir, needing } from "../_needing.ts";

/** The least accuracy of each spec, for all of these seeds. */
const FLOORS = [
  { spec: "specs/mnist-go.yaml", seeds: [1, 2, 3], least: 0.968 },
  { spec: "specs/mnist.yaml", seeds: [1], least: 0.974 },
];

Deno.test({
  ...needing(
    "MNIST is downloaded from a mirror, trained and scored",
    MNIST,
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const asked: string[] = [];
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        async (request) => {
          const name = new URL(request.url).pathname.slice(1);
          asked.push(name);
          return new Response(await Deno.readFile(`${mnistDir}/${name}`));
        },
      );
      const mirror = `http://127.0.0.1:${server.addr.port}/`;
      for (const { spec, seeds, least } of FLOORS) {
        for (const seed of seeds) {
          await t.step(
            `${spec}, seed ${seed}, scores at least ${least}`,
            async () => {
              const args = ["--mirror", mirror, "--seed", `${seed}`, "--json"];
              const { code, out, err } = await run(
                "train",
                folder,
                inProject(spec),
                ...args,
              );
              assertEquals([code, err], [0, ""]);
              const { score } = JSON.parse(out);
              assertEquals([score.on, score.count], ["test", 10_000]);
              assertGreaterOrEqual(score.share, least);
            },
          );
        }
      }
      const { train, test } = catalogue.mnist;
      const files = [train, test].flatMap((
        { images, labels },
      ) => [images.name, labels.name]).sort();
      assertEquals(asked.sort(), files, "each is asked for once, then cached");
      assertEquals(names(`${folder}/data/mnist`), files);
    }),
});

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMAND, needing } from "../_needing.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { serveRegistry } from "../elsewhere/registry.ts";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const RUN = ["run", "-RWNE", "jsr:@percept/nn/cli"];

/** Runs a program in a folder. */
async function call(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    ...options,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/**
 * Makes a Deno cache in a folder, with a link to the npm packages of this
 * machine.
 */
async function cacheIn(folder: string): Promise<string> {
  const cache = `${folder}/deno`;
  await Deno.mkdir(cache);
  const link = `const { denoDir } = JSON.parse(new TextDecoder().decode(
    new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout));
    Deno.symlinkSync(denoDir + "/npm", ${JSON.stringify(`${cache}/npm`)});`;
  const options = { cwd: folder, env: {} };
  const { code, err } = await call(Deno.execPath(), ["eval", link], options);
  assertEquals(code, 0, err);
  return cache;
}

/** The command that a text suggests after the match of `before`. */
function offered(text: string, before: RegExp): string[] {
  const found = before.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${before} in ${text}`);
  return found.split(" ");
}

Deno.test(
  needing(
    "the command works in any folder after it is installed from JSR",
    COMMAND,
  ),
  async (t) => {
    await using registry = await serveRegistry();
    await inTemporaryFolder(async (folder) => {
      const cwd = `${folder}/work`;
      await Deno.mkdir(cwd);
      const env = {
        DENO_DIR: await cacheIn(folder),
        JSR_URL: registry.url,
        HOME: folder,
        NO_COLOR: "1",
      };
      const deno = (...args: string[]) =>
        call(Deno.execPath(), args, { cwd, env });
      const percept = async (...args: string[]) => {
        const shim = (await Deno.readTextFile(`${folder}/bin/percept`)).trim()
          .split("\n").at(-1)!;
        const words = [...shim.matchAll(/'([^']*)'|"\$@"|(\S+)/g)]
          .flatMap(([all, quoted, plain]) =>
            all === '"$@"' ? args : [quoted ?? plain]
          );
        assertEquals(words.slice(0, 3), ["exec", "deno", "run"]);
        return await deno("run", ...words.slice(3));
      };
      const good = async (...args: string[]) => {
        const outcome = await percept(...args);
        assertEquals(outcome.code, 0, outcome.err);
        return outcome;
      };

      await t.step("it is installed with the flags of the README", async () => {
        const readme = await Deno.readTextFile(
          new URL("../../README.md", import.meta.url),
        );
        const line = /^deno install (-g .*)$/m
          .exec(readme.replaceAll("\\\n", ""))?.[1];
        const args = line!.replaceAll("$HOME", folder).split(/\s+/);
        const { code, err } = await deno("install", "--root", folder, ...args);
        assertEquals(code, 0, err);
      });

      await t.step(
        "its messages use the name percept, also in the help",
        async () => {
          const { out } = await good("help");
          assertStringIncludes(out, "\n  percept train  ");
          assertEquals(
            (await good("help", "init")).out,
            (await good("init", "--help")).out,
          );
          const { code, err } = await percept("trian");
          assertEquals(code, 2);
          assertStringIncludes(err, "did you mean train?");
        },
      );

      await t.step("it trains on the digits in the package", async () => {
        const { out } = await good("train", "--epochs", "1", "--report");
        assertStringIncludes(out, "runs/digits/report.html");
        assertMatch(
          (await good("evaluate", "runs/digits")).out,
          /one-hot score/,
        );
        await good("export", "runs/digits", "--to", "js");
      });

      await t.step(
        "it writes a spec, and the command that it suggests trains the spec",
        async () => {
          const { out } = await good("init", "own");
          const [name, ...args] = offered(
            out,
            /; to train the network, type (percept .*)/,
          );
          assertEquals(name, "percept");
          assertStringIncludes(
            await Deno.readTextFile(`${cwd}/own.yaml`),
            "\n#   percept train own.yaml\n",
          );
          await good("validate", "own.yaml");
          await good(...args, "--epochs", "1");
          await Deno.writeTextFile(
            `${cwd}/row.json`,
            JSON.stringify([Array(64).fill(1)]),
          );
          await good("predict", "runs/own", "row.json");
        },
      );

      await t.step("it stores data sets in one folder per user", async () => {
        const kept = async (own: Record<string, string>) => {
          const { out } = await call(
            ...[Deno.execPath(), [...RUN, "data", "verify", "mnist"]] as const,
            { cwd, env: { ...env, XDG_CACHE_HOME: "", ...own } },
          );
          return /missing +(.*)train-images/.exec(out)?.[1];
        };
        assertEquals(await kept({}), `${folder}/.cache/percept/mnist/`);
        assertEquals(
          await kept({ PERCEPT_DATA: `${folder}/own` }),
          `${folder}/own/mnist/`,
        );
      });

      await t.step("it runs without being installed", async () => {
        const { code, out, err } = await deno(...RUN, "help");
        assertEquals(code, 0, err);
        assertStringIncludes(out, "deno run -RWNE jsr:@percept/nn/cli train");
      });
    });
  },
);

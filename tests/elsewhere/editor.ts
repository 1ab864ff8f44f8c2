/**
 * Opens specs in the YAML language server that editors use, and checks its
 * completions after `activation:`. The server finds the schema by the first
 * line of the file. Run it with `deno task test:editor`. It is skipped with a
 * message if the server is not available.
 *
 * @module
 */

import { activations } from "../../lib/formula/mod.ts";

/** The completions and messages of the server. */
interface Answer {
  readonly labels: readonly string[];
  readonly messages: readonly string[];
}

const HERE = new URL("../editor/", import.meta.url).pathname;
const ASK = `${HERE}ask.js`;

/**
 * Runs Deno with the config and lock file of tests/editor/; `undefined` if it
 * fails.
 */
async function elsewhere(
  args: readonly string[],
  input = "",
): Promise<string | undefined> {
  const [command, ...rest] = args;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      command,
      "--quiet",
      `--config=${HERE}deno.json`,
      "--frozen",
      ...rest,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([input]).stream().pipeTo(child.stdin);
  const { success, stdout, stderr } = await child.output();
  if (success) return new TextDecoder().decode(stdout);
  console.error(new TextDecoder().decode(stderr).trim());
  return undefined;
}

/** The answer of the server for a text in specs/, with a | at the cursor. */
async function ask(marked: string): Promise<Answer> {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const question = {
    uri: new URL("../../specs/typed.yaml", import.meta.url).href,
    text: marked.replace("|", ""),
    position: { line: before.length - 1, character: before.at(-1)!.length },
  };
  const permissions = [
    ...["--no-prompt", "--allow-read", "--allow-env", "--allow-sys"],
    `--allow-run=${Deno.execPath()}`,
  ];
  const said = await elsewhere(
    ["run", ...permissions, ASK],
    JSON.stringify(question),
  );
  if (said === undefined) throw new Error("the language server gave no answer");
  return JSON.parse(said);
}

/**
 * Compares the answer of the server with the expected one, and prints the
 * result.
 */
function hold(what: string, found: unknown, expected: unknown): void {
  const [is, must] = [found, expected].map((value) => JSON.stringify(value));
  console.log(`${is === must ? "as it should" : "WRONG"}: ${what}: ${is}`);
  if (is !== must) Deno.exitCode = 1;
}

if (import.meta.main) {
  const server = "npm:yaml-language-server";
  if (await elsewhere(["cache", ASK, server]) === undefined) {
    console.log(
      "skipped: yaml-language-server is not there and cannot be fetched",
    );
    Deno.exit(0);
  }
  const mnist = await Deno.readTextFile(
    new URL("../../specs/mnist.yaml", import.meta.url),
  );
  const words = Object.keys(activations);
  const layer = /- \{ (.*), activation: sigmoid \}/;
  const block = mnist.replace(
    layer,
    (_, rest: string) =>
      `- ${rest.replaceAll(", ", "\n    ")}\n    activation: |`,
  );
  const flow = mnist.replace(layer, "- { $1, activation: s| }");
  hold("activation: is completed", (await ask(block)).labels, words);
  hold("in flow style too", (await ask(flow)).labels, words);
  const [, ...rest] = block.split("\n");
  const without = await ask(rest.join("\n"));
  hold("without the file's first line it is not", without.labels, []);
  const slip = await ask(mnist.replace("units", "unist|"));
  hold("a misspelt key is underlined", slip.messages, [
    'Missing property "units".',
    "Property unist is not allowed.",
  ]);
  const right = await ask(`${mnist}|`);
  hold("a right spec is not", right.messages, []);
}

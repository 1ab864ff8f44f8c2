import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { ROOT } from "./_tree.ts";
import { needing, READ } from "../_needing.ts";

interface Task {
  description?: string;
  command: string;
}

function readConfig() {
  const text = Deno.readTextFileSync(new URL("deno.json", ROOT));
  return JSON.parse(text);
}

function readTasks(): Record<string, Task> {
  return readConfig().tasks;
}

Deno.test({
  ...needing(
    "each task has a description, and only the permissions that it needs",
    READ,
  ),
  async fn(t) {
    for (
      const [name, { description, command }] of Object.entries(readTasks())
    ) {
      await t.step(name, () => {
        assertMatch(description ?? "", /\w/);
        assertNotMatch(command, /(^|\s)(-A|--allow-all)(\s|$)/);
        assertNotMatch(command, /--allow-(write|net|env|run|ffi|sys)(\s|$)/);
        if (/deno run/.test(command)) assertMatch(command, /--no-prompt/);
      });
    }
  },
});

Deno.test({
  ...needing(
    "deno task train, evaluate and data may connect to the catalogue's mirrors",
    READ,
  ),
  fn() {
    const mirrors = Object.values(catalogue).flatMap(({ mirrors }) => mirrors);
    const expected = [...new Set(mirrors.map((url) => new URL(url).host))]
      .concat("127.0.0.1", "localhost").sort();
    for (const task of ["train", "sweep", "evaluate", "data"]) {
      assertMatch(readTasks()[task].command, /-qP=network /);
    }
    const { network, files } = readConfig().permissions;
    assertEquals(network.net.toSorted(), expected);
    const { net: _, ...rest } = network;
    assertEquals(rest, files); // these cannot write files or run programs
  },
});

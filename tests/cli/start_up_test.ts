import { assert, assertEquals } from "@std/assert";
import { inProject } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

interface Graph {
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier: string };
    }[];
  }[];
}

/** The modules that are loaded before the first line of a file runs. */
async function loadedBy(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", inProject(path)],
    cwd: inProject("."),
  }).output();
  const { modules, redirects }: Graph = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const bySpecifier = new Map(modules.map((m) => [m.specifier, m]));
  const loaded = new Set<string>();
  const load = (specifier: string) => {
    const name = redirects[specifier] ?? specifier;
    if (loaded.has(name)) return;
    loaded.add(name);
    for (
      const { isDynamic, code } of bySpecifier.get(name)?.dependencies ?? []
    ) {
      if (!isDynamic && code) load(code.specifier);
    }
  };
  load(`file://${inProject(path)}`);
  return [...loaded].map((name) => name.replace(`file://${inProject("")}`, ""));
}

Deno.test({
  ...needing(
    "no command loads the code for pages, images, ONNX or downloads before it needs this code",
    COMMAND,
  ),
  async fn(t) {
    const verbs = ["main", "train", "explain", "export", "evaluate", "predict"];
    for (const verb of verbs) {
      await t.step(verb, async () => {
        const loaded = await loadedBy(`lib/cli/${verb}.ts`);
        assert(loaded.includes("lib/spec/nearest.ts"), "the walk is a walk");
        assertEquals(
          loaded.filter((name) =>
            /report\/(page|chart)|\/(pngjs|pbf)|std.*\/streams/.test(name)
          ),
          [],
        );
      });
    }
  },
});

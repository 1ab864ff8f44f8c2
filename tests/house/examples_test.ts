import { assert, assertEquals } from "@std/assert";
import { lacking, needing } from "../_needing.ts";
import { ROOT } from "./_tree.ts";

/** The part of the output of `deno doc --json` that this test reads. */
interface Docs {
  readonly nodes: Readonly<Record<string, { readonly symbols: Symbols }>>;
}

type Symbols = readonly {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
  }[];
}[];

/**
 * The functions and classes among the symbols, and whether each has an example.
 */
function examplesOf(symbols: Symbols): { name: string; hasExample: boolean }[] {
  return symbols.flatMap(({ name, declarations }) =>
    declarations.filter(({ kind }) => kind === "function" || kind === "class")
      .map(({ jsDoc }) => ({
        name,
        hasExample: jsDoc?.tags?.some(({ kind }) => kind === "example") ??
          false,
      }))
  );
}

Deno.test({
  ...needing(
    "every function and class of mod.ts has an @example",
    lacking("read", "deno"),
  ),
  async fn() {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--json", "mod.ts"],
      cwd: ROOT,
      stderr: "inherit",
    }).output();
    const { nodes }: Docs = JSON.parse(new TextDecoder().decode(stdout));
    const all = Object.values(nodes)
      .flatMap(({ symbols }) => examplesOf(symbols));
    assert(all.length > 40, `${all.length} functions and classes`);
    const lacking = all.filter(({ hasExample }) => !hasExample);
    assertEquals(lacking.map(({ name }) => name), []);
  },
});

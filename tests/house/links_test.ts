import { assertEquals } from "@std/assert";
import { brokenLinks } from "./links.ts";

Deno.test("brokenLinks() finds links to missing files, names and headings", () => {
  const files: Record<string, string> = {
    "./layer.ts": "forwardProp(x: Numbers) {}",
    "./xor.yaml": "name: xor",
    "./page.md": "# A b\n```\n# A b\n```\n### A b\n",
  };
  const text = [
    "[`forwardProp`](./layer.ts), [`backProp`](./layer.ts#L3)",
    "[a file](./xor.yaml), [another](./nand.yaml)",
    "[elsewhere](https://example.com/x.ts), [here](#one-two)",
    "[nowhere](#top), [the second](./page.md#a-b-1), [no third](./page.md#a-b-2)",
    "## One: `two`",
    "```md",
    "[in code](./gone.ts)",
    "```",
    "[`layer.ts`](./gone.ts)",
  ].join("\n");
  assertEquals(brokenLinks(text, (target) => files[target]), [
    {
      line: 1,
      target: "./layer.ts#L3",
      message: "there is no backProp in it",
    },
    { line: 2, target: "./nand.yaml", message: "there is no such file" },
    { line: 4, target: "#top", message: "there is no heading #top" },
    {
      line: 4,
      target: "./page.md#a-b-2",
      message: "there is no heading #a-b-2",
    },
    { line: 9, target: "./gone.ts", message: "there is no such file" },
  ]);
});

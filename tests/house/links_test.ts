import { assertEquals } from "@std/assert";
import { brokenLinks } from "./links.ts";

Deno.test("brokenLinks() finds what leads to no file and to no name", () => {
  const files: Record<string, string> = {
    "./layer.ts": "forwardProp(x: Numbers) {}",
    "./xor.yaml": "name: xor",
  };
  const text = [
    "[`forwardProp`](./layer.ts), [`backProp`](./layer.ts#L3)",
    "[a file](./xor.yaml), [another](./nand.yaml)",
    "[elsewhere](https://example.com/x.ts), [here](#top)",
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
    { line: 7, target: "./gone.ts", message: "there is no such file" },
  ]);
});

import { assertEquals, assertGreater, assertThrows } from "@std/assert";
import { parseSpec, SpecError } from "../../mod.ts";
import { hostile } from "../cli/_hostile.ts";
import { inProject } from "../cli/_command.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { COMMAND, needing } from "../_needing.ts";
import { forms, marked } from "./_seven.ts";

/** A program that reads texts from stdin, and prints their errors. */
const program = `
import { parseSpec, SpecError } from "@percept/nn";

const texts = await new Response(Deno.stdin.readable).json();
const answers = texts.map((text) => {
  try {
    return parseSpec(text);
  } catch (error) {
    if (!(error instanceof SpecError)) return String(error);
    const { message, issues, count } = error;
    return { message, issues, count };
  }
});
console.log(JSON.stringify(answers));
`;

Deno.test({
  ...needing(
    "a new program without permissions gets the same errors",
    COMMAND,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const config = {
        links: [inProject(".")],
        imports: { "@percept/nn": "jsr:@percept/nn" },
      };
      Deno.writeTextFileSync(`${folder}/deno.json`, JSON.stringify(config));
      Deno.writeTextFileSync(`${folder}/program.js`, program);
      const texts = [
        ...Object.values(forms).map((form) => marked(form).text),
        // shortened, since the length does not depend on permissions
        ...Object.values(hostile).map((text) =>
          text.slice(0, 20_000).toWellFormed()
        ),
      ];
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--no-lock",
          "--cached-only",
          "program.js",
        ],
        cwd: folder,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      await new Blob([JSON.stringify(texts)]).stream().pipeTo(child.stdin);
      const { code, stdout, stderr } = await child.output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const answers = JSON.parse(new TextDecoder().decode(stdout));
      const expected = texts.map((text) => {
        const { message, issues, count } = assertThrows(
          () => parseSpec(text),
          SpecError,
        );
        assertGreater(issues.length, 0);
        return JSON.parse(JSON.stringify({ message, issues, count }));
      });
      assertEquals(answers, expected);
    }),
});

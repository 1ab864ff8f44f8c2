/**
 * Holds pages to the rules of HTML, in a process and with a lock of its own; what
 * is wrong is printed, a line each. It is JavaScript so that a check of the
 * project's types needs no html-validate.
 *
 * @module
 */

// @ts-ignore: the config beside this file has it, the project has not
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const rules = new HtmlValidate(
  new StaticConfigLoader({ extends: ["html-validate:standard"] }),
);
for (const path of Deno.args) {
  const page = await Deno.readTextFile(path);
  const { results } = await rules.validateString(page, path);
  for (const { messages } of results) {
    for (const { line, column, ruleId, message } of messages) {
      console.log(`${path}:${line}:${column} ${message} (${ruleId})`);
    }
  }
}

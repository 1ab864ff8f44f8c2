/**
 * Checks HTML pages with html-validate, and prints each error as one line. This
 * folder has a separate lock file. The program is JavaScript, so that
 * `deno check` of the project does not need html-validate.
 *
 * @module
 */

// @ts-ignore: only the config in this folder has this package
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

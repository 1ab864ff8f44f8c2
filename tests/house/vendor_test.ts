import { assert, assertEquals, assertMatch } from "@std/assert";
import { ROOT } from "./_tree.ts";
import { needing, READ } from "../_needing.ts";

function readJson(path: string) {
  return JSON.parse(Deno.readTextFileSync(new URL(path, ROOT)));
}

/**
 * Whether `version` is in the range `^minimum`, for versions from 1.0.0 upward.
 */
function inRange(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split(".").map(Number));
  const first = a.findIndex((part, index) => part !== b[index]);
  return a[0] === b[0] && (first < 0 || a[first] > b[first]);
}

Deno.test({
  ...needing(
    "each import of @std is a workspace member in vendor/std, with a version in its range",
    READ,
  ),
  async fn(t) {
    const { imports, workspace } = readJson("deno.json");
    const names = Object.keys(imports).filter((name) => /^@std\//.test(name));
    assert(names.length > 0);
    for (const name of names) {
      await t.step(name, () => {
        const folder = `./vendor/std/${name.slice("@std/".length)}`;
        assert(workspace.includes(folder), `${folder} is not in the workspace`);
        const member = readJson(`${folder}/deno.json`);
        assertEquals([member.name, member.publish], [name, false]);
        const [, minimum] = imports[name].match(`^jsr:${name}@\\^([0-9.]+)$`);
        assert(
          inRange(member.version, minimum),
          `${member.version} misses ^${minimum}: Deno would look on JSR`,
        );
      });
    }
  },
});

Deno.test({
  ...needing("a checkout needs no registry except npm's", READ),
  fn() {
    const { specifiers, jsr, remote } = readJson("deno.lock");
    assertEquals([jsr, remote], [undefined, undefined]);
    for (const specifier of Object.keys(specifiers)) {
      assertMatch(specifier, /^npm:/);
    }
  },
});

Deno.test({
  ...needing("each npm package has an exact version", READ),
  fn() {
    const { imports } = readJson("deno.json");
    for (const specifier of Object.values<string>(imports)) {
      if (specifier.startsWith("npm:")) {
        assertMatch(specifier, /@\d+\.\d+\.\d+$/);
      }
    }
  },
});

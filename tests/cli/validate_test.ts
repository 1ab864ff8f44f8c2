import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const right = `name: right
dataset: digits
layers: [{ units: 10 }]
learningRate: 0.1
epochs: 1
`;
const wrong = right.replace("epochs", "epcohs");

/** Registers a test whose folder has these files. */
function drive(
  name: string,
  files: Readonly<Record<string, string>>,
  fn: (folder: string) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, COMMAND),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        Deno.mkdirSync(`${folder}/specs`);
        for (const [file, text] of Object.entries(files)) {
          Deno.writeTextFileSync(`${folder}/${file}`, text);
        }
        await fn(folder);
      }),
  });
}

drive(
  "validate reports for each file whether it is correct, and exits with 2 if one is not",
  { "a.yaml": right, "b.yaml": wrong, "c.json": "{", "d.yaml": right },
  async (folder) => {
    const all = await run("validate", folder, "a.yaml", "d.yaml");
    assertEquals(all, {
      code: 0,
      out: "a.yaml: right\nd.yaml: right\n",
      err: "",
    });
    const some = await run(
      "validate",
      folder,
      ...["a.yaml", "b.yaml", "nowhere.yaml", "c.json", "specs", "d.yaml"],
    );
    assertEquals([some.code, some.out], [2, all.out]);
    assertEquals(some.err.match(/^\S.*$/gm), [
      "b.yaml: one error",
      "nowhere.yaml: one error",
      "c.json: one error",
      "specs: one error",
    ]);
    assertStringIncludes(
      some.err,
      '  b.yaml:5:1 epcohs: unknown key, did you mean "epochs"?\n' +
        "    5 | epcohs: 1\n      | ^^^^^^\n",
    );
    assertStringIncludes(some.err, "found no file of that name\n");
    assertStringIncludes(some.err, "specs: must be a spec: found a folder\n");
  },
);

drive(
  "validate accepts patterns, and refuses a pattern without a matching file",
  {
    "specs/a.yaml": right,
    "specs/b.yaml": wrong,
    "specs/.c.yaml": wrong,
    "specs/d\x1b[31m.yaml": right,
  },
  async (folder) => {
    const { code, out, err } = await run("validate", folder, "s*/*.yaml");
    assertEquals(
      [code, out],
      [2, "specs/a.yaml: right\nspecs/d[31m.yaml: right\n"],
    );
    assertMatch(err, /^specs\/b\.yaml: one error\n/);
    const none = await run("validate", folder, "specs/*.json");
    assertEquals([none.code, none.out], [2, ""]);
    assertMatch(
      none.err,
      /^error: specs\/\*\.json must match at least one file: found/,
    );
  },
);

drive(
  "validate --json prints one document for editors",
  { "a.yaml": right, "b.yaml": wrong },
  async (folder) => {
    const { code, out, err } = await run(
      "validate",
      folder,
      ...["a.yaml", "b.yaml", "--json"],
    );
    assertEquals([code, err], [2, ""]);
    assertEquals(JSON.parse(out), {
      files: [
        { file: "a.yaml", right: true, count: 0, issues: [] },
        {
          file: "b.yaml",
          right: false,
          count: 1,
          issues: [{
            path: "epcohs",
            keys: ["epcohs"],
            on: "key",
            message: 'unknown key, did you mean "epochs"?',
            line: 5,
            column: 1,
            length: 6,
            text: "epcohs: 1",
          }],
        },
      ],
    });
  },
);

drive(
  "every command with a spec accepts --set, and reports an error at the flag",
  { "a.yaml": right },
  async (folder) => {
    for (const verb of ["validate", "explain", "train"] as const) {
      const fine = await run(
        verb,
        folder,
        ...["a.yaml", "--set", "seed=7", "--set", "loss.reduction=sum"],
      );
      assertEquals(fine.code, 0, fine.err);
      const { code, out, err } = await run(
        verb,
        folder,
        ...["a.yaml", "--set", "layers[0].units=9", "--set", "epcohs=3"],
      );
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(
        err,
        "  --set layers[0].units=9 layers[0].units: must be 10, one for each " +
          "class of digits: found 9; see dataset at 2:1\n" +
          '  --set epcohs=3 epcohs: unknown key, did you mean "epochs"?\n',
      );
      const no = await run(verb, folder, "a.yaml", "--set", "epochs");
      assertEquals([no.code, no.out], [2, ""]);
      assertMatch(
        no.err,
        /^error: --set must be PATH=VALUE, such as .*"epochs"/,
      );
    }
  },
);

drive(
  "explain --json prints the spec, the origin of each value and the size of the network",
  { "a.yaml": right },
  async (folder) => {
    const { code, out, err } = await run(
      "explain",
      folder,
      ...["a.yaml", "--json", "--set", "epochs=3"],
    );
    assertEquals([code, err], [0, ""]);
    const { spec, origins, network } = JSON.parse(out);
    assertEquals([spec.name, spec.epochs, spec.seed], ["right", 3, 1]);
    assertEquals(origins.name, { from: "file", line: 1 });
    assertEquals(origins["layers[0].units"], { from: "file", line: 3 });
    assertEquals(origins.epochs, {
      from: "override",
      source: "--set epochs=3",
    });
    assertEquals(origins.seed, { from: "default" });
    // a data set has one origin; other mappings have one for each value
    assertEquals(origins.dataset, { from: "file", line: 2 });
    assertEquals("layers" in origins, false);
    assertEquals(origins["loss.type"], { from: "default" });
    assertEquals(network.parameters, 64 * 10 + 10);
    assertEquals(network.multiplyAdds, 64 * 10);
    assertEquals(network.layers, [{
      ...{ type: "dense", name: "output", input: [64], output: [10] },
      ...{ parameters: 64 * 10 + 10, multiplyAdds: 64 * 10 },
    }]);
  },
);

drive("the README quotes an error as it is printed", {}, async (folder) => {
  const tiny = right.replace("right", "tiny").replace(
    /layers.*\n/,
    "layers:\n  - { units: 30, activation: relu }\n" +
      "  - { units: 10, actvation: softmax }\nloss: crossEntropy\n",
  ).replace("epochs: 1", "epochs: 0").replace("0.1", "1");
  Deno.writeTextFileSync(`${folder}/tiny.yaml`, tiny);
  const { code, err } = await run("train", folder, "tiny.yaml");
  assertEquals(code, 2);
  const readme = Deno.readTextFileSync(inProject("README.md"));
  assertStringIncludes(readme, `\`\`\`\n${err}\`\`\`\n`);
});

import { assertEquals } from "@std/assert";
import { closingLine, countTests } from "../run.ts";

/** A JUnit report in Deno's format, with these test cases in one file. */
function report(cases: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="9" failures="1" errors="0" time="0.667">
    <testsuite name="./tests/a_test.ts" tests="9" disabled="1" errors="0" failures="1">
        ${cases}
    </testsuite>
    <testsuite name="./mod.ts#5-10.ts" tests="1" disabled="0" errors="0" failures="0">
        <testcase name="file:///mod.ts#5-10.ts" classname="./mod.ts#5-10.ts" time="0.001" line="3" col="6">
        </testcase>
    </testsuite>
</testsuites>`;
}

function testCase(name: string, outcome = "", facts = ' time="0.001"'): string {
  return `<testcase name="${name}" classname="./a"${facts} line="3" col="6">
            ${outcome}
        </testcase>`;
}

const FAILURE =
  '<failure message="no &quot;&lt;skipped/&gt;&quot;">&lt;skipped/&gt;</failure>';

Deno.test("countTests() counts passed, failed and skipped tests, without their steps", async (t) => {
  // the report also has an example in mod.ts, which passed
  const cases: [name: string, cases: string[], line: string][] = [
    ["nothing else", [], "1 passed, 0 failed, 0 skipped"],
    ["a pass", [testCase("a")], "2 passed, 0 failed, 0 skipped"],
    ["a failure", [testCase("a", FAILURE)], "1 passed, 1 failed, 0 skipped"],
    ["a skip", [testCase("a", "<skipped/>")], "1 passed, 0 failed, 1 skipped"],
    [
      "a test filtered out",
      [testCase("a", "<skipped/>", "")],
      "1 passed, 0 failed, 0 skipped",
    ],
    [
      "steps in steps",
      [testCase("a"), testCase("a &gt; b"), testCase("a &gt; b &gt; c")],
      "2 passed, 0 failed, 0 skipped",
    ],
    [
      "a step in a suite of its own",
      [
        testCase("a"),
        '</testsuite><testsuite name="./tests/_b.ts">',
        testCase("a &gt; b"),
      ],
      "2 passed, 0 failed, 0 skipped",
    ],
    [
      "a failed step",
      [testCase("a", FAILURE), testCase("a &gt; b", FAILURE)],
      "1 passed, 1 failed, 0 skipped",
    ],
    [
      "a name with an arrow",
      [testCase("0 &gt; -1"), testCase("0 &gt; -1 &gt; b")],
      "2 passed, 0 failed, 0 skipped",
    ],
  ];
  for (const [name, testCases, line] of cases) {
    await t.step(name, () => {
      const totals = countTests(report(testCases.join("\n        ")));
      assertEquals(closingLine(totals), line);
    });
  }
});

Deno.test("countTests() counts no tests if there is no report", () => {
  assertEquals(closingLine(countTests("")), "0 passed, 0 failed, 0 skipped");
});

import { assertEquals } from "@std/assert";
import { found, testLibrary } from "./_rules.ts";

testLibrary(
  "exact-math",
  "only math.ts and the reference engine use functions whose result depends on the machine",
);
testLibrary(
  "time-and-chance",
  "only cli/, chunks and workers read the clock, and only cli/ draws random numbers without a seed",
);
testLibrary("voice", "only cli/ prints and exits");

/**
 * The functions that ECMAScript calls implementation-approximated, except
 * `sqrt`.
 */
const APPROXIMATED = [
  ...["acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt"],
  ...["cos", "cosh", "exp", "expm1", "hypot", "log", "log10", "log1p"],
  ...["log2", "pow", "sin", "sinh", "tan", "tanh"],
];

Deno.test("the rule of exact math finds each function whose result depends on the machine", async (t) => {
  const cases: string[] = [
    ...APPROXIMATED.map((name) => `f(Math.${name}(x, y));`),
    'f(Math["exp"](x));',
    "f(Math[name](x));",
    "f(globalThis.Math.exp(x));",
    "xs.map(Math.exp);",
    "const { exp } = Math;",
    "const M = Math;",
    "f(`${Math.exp(x)}`);",
    "f(x ** 2);",
    "f(2 ** x);",
    "f(10 ** 3);",
    "f(2 ** 0.5);",
    "x **= 2;",
  ];
  for (const source of cases) {
    await t.step(source, () => {
      const slips = found("exact-math", "lib/network/a.ts", source);
      assertEquals(slips.length, 1, slips.join("\n"));
      for (const path of ["lib/math.ts", "lib/engine/reference/a.ts"]) {
        assertEquals(found("exact-math", path, source), []);
      }
    });
  }
});

Deno.test("the rule of exact math ignores comments, strings and exact functions", async (t) => {
  const cases = [
    "f(Math.sqrt(Math.abs(Math.fround(x))), Math.PI);",
    "/** The same as `Math.exp(x)`, or e ** x. */\nf(x); // Math.exp(x) ** 2",
    "f('Math.exp', \"x ** 2\", `Math.exp ${x}`, /Math.exp(x**2)/);",
    "f(exp(x), pow(x, 2), log.exp);",
    "f(2 ** 53, 2 ** 32 - 1, 2 ** -126);",
  ];
  for (const source of cases) {
    await t.step(
      source,
      () => assertEquals(found("exact-math", "lib/network/a.ts", source), []),
    );
  }
});

Deno.test("the rule of time and chance finds each clock and random number outside cli/", async (t) => {
  const cases = [
    "f(Date.now());",
    'f(Date["now"]());',
    "f(new Date());",
    "f(Date());",
    "f(performance.now());",
    "f(Math.random());",
  ];
  for (const source of cases) {
    await t.step(source, () => {
      const slips = found("time-and-chance", "lib/train/a.ts", source);
      assertEquals(slips.length, 1, slips.join("\n"));
      assertEquals(found("time-and-chance", "lib/cli/a.ts", source), []);
    });
  }
  for (
    const source of [
      "f(new Date(time));",
      "crypto.randomUUID();",
      "// Date.now()\n",
    ]
  ) {
    await t.step(
      `not ${source}`,
      () =>
        assertEquals(found("time-and-chance", "lib/train/a.ts", source), []),
    );
  }
});

Deno.test("the rule of voice finds each way to print or exit outside cli/", async (t) => {
  const cases = [
    "console.log(x);",
    "console.error(x);",
    "Deno.stdout.writeSync(x);",
    "Deno.stderr.writeSync(x);",
    "Deno.exit(1);",
    "Deno.exitCode = 1;",
  ];
  for (const source of cases) {
    await t.step(source, () => {
      assertEquals(found("voice", "lib/report/a.ts", source).length, 1);
      assertEquals(found("voice", "lib/cli/a.ts", source), []);
    });
  }
});

/**
 * The project's own rules, as a plugin for `deno lint`. They check which
 * modules of `lib/` import each other, where `Deno` and the built-in `Math` may
 * be used, which code reads the clock or prints, and that no code compares the
 * name of a formula. `deno.json` contains the plugin, so editors mark errors
 * while you type. The tests beside this file check the whole tree, and that
 * each rule can fail. `modules.ts` finds import cycles, since a lint rule sees
 * only one file at a time.
 *
 * @module
 */

import { activations, losses, optimizers } from "../../lib/formula/mod.ts";
import { layerTypes } from "../../lib/layer/mod.ts";

/**
 * The names in the tables of formulas and layer types; shared code must not
 * compare them.
 */
const NAMES: ReadonlySet<unknown> = new Set(
  [activations, losses, optimizers, layerTypes]
    .flatMap((table) => Object.keys(table)),
);

/**
 * The modules of `lib/` in order, each with a description. A module imports
 * only from modules before it. `lib/README.md` contains this table.
 */
export const MODULES: Readonly<Record<string, string>> = {
  "math.ts": "exp, log, tanh and pow with the same bits on every machine",
  "random.ts": "a seeded random number generator with named streams",
  "halton.ts": "scrambled Halton points, each computed from its index",
  "options.ts":
    "checks of the options of a function: ranges, functions, strings",
  "path.ts": "operations on file paths",
  "frame.ts": "`Frame`: rows of numbers",
  "catalogue.ts": "the named data sets: files, sizes, hashes, mirrors",
  "formula":
    "activations, losses, optimizers, initializers, learning rate schedules, regularization",
  "layer":
    "the layer types: their fields, output shapes, parameters and multiply-adds",
  "spec":
    "reads and checks a spec: errors with line and column, suggestions, defaults, JSON Schema",
  "network": "the plan of a network, and the initial weights",
  "format": "reads IDX, gzip, CSV and safetensors; writes IDX and safetensors",
  "image":
    "decodes image files, and converts images to look like the training images",
  "pool":
    "a pool of worker threads, which reports a worker that fails to start",
  "dataset": "examples, labels, columns, splits, standardization, augmentation",
  "engine":
    "the interface `Engine`, the reference engine (plain loops) and the WebAssembly engine",
  "train":
    "epochs, the order of examples, validation, early stopping, checkpoints",
  "mlp":
    "`compile` and `Mlp`, cross-validation, the files of models, checkpoints and records",
  "export": "exports to ONNX and JavaScript",
  "report": "scores with intervals, as text, charts and an HTML page",
  "disk":
    "the data cache, downloads, run folders; only `disk` and `cli` use the object `Deno`",
  "cli": "commands, flags, exit codes; only `cli` prints",
};

/**
 * Members of `Math` that ECMAScript defines exactly, and `sqrt`, which all
 * machines round alike.
 */
const EXACT_MATH: ReadonlySet<string> = new Set([
  ...["abs", "ceil", "clz32", "f16round", "floor", "fround", "imul", "max"],
  ...["min", "round", "sign", "sqrt", "sumPrecise", "trunc"],
  ...["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"],
  "random", // random numbers have a separate rule
]);

/**
 * Members that read the clock or draw random numbers, by their object. `crypto`
 * is not in the list, since the name of a temporary file may be random.
 */
const TIME_AND_CHANCE: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  performance: ["mark", "measure", "now", "timeOrigin", "toJSON"],
};

/** Members of `Deno` that print or end the process. */
const VOICE = ["exit", "exitCode", "stderr", "stdout"];

const ROOT = new URL("../../", import.meta.url);
const LIB = new URL("lib/", ROOT);

/** A path below `lib/`, with slashes; undefined for files outside it. */
function below(folder: URL, filename: string): string | undefined {
  const path = filename.replaceAll("\\", "/").replace(/^(?!\/)/, "/");
  const start = decodeURIComponent(folder.pathname);
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

/**
 * The reason why the file at `from`, a path below `lib/`, may not import
 * `specifier`; undefined if it may.
 *
 * @param late Whether the import uses `import()`. Such an import may name a
 * file inside a module, to load no more than necessary.
 */
function arrow(
  from: string,
  specifier: string,
  late: boolean,
): string | undefined {
  if (specifier === "@percept/nn" || specifier.startsWith("@percept/nn/")) {
    return "nothing in lib/ imports the package's own door: name the file";
  }
  if (!/^(\.|\/|file:)/.test(specifier)) return undefined; // another package
  const url = new URL(specifier, new URL(from, LIB));
  const to = below(LIB, decodeURIComponent(url.pathname));
  if (to === undefined) {
    const isData = from.startsWith("cli/") &&
      /\/(deno\.json|specs\/[\w-]+\.yaml)$/.test(specifier);
    return isData ? undefined : "lib/ imports nothing of this tree but lib/";
  }
  const moduleOf = (path: string) => path.split("/")[0];
  const [here, there] = [moduleOf(from), moduleOf(to)];
  if (here === there) return undefined;
  const order = Object.keys(MODULES);
  const [own, other] = [order.indexOf(here), order.indexOf(there)];
  for (const [name, index] of [[here, own], [there, other]] as const) {
    if (index < 0) {
      return `${name} is no module of lib/: give it a row in MODULES`;
    }
  }
  if (other > own) {
    return `${here} is above ${there}: a module imports only from modules above it`;
  }
  if (/(^|\/)_/.test(to)) {
    return `${to} begins with an underscore: it stays inside ${there}`;
  }
  if (!late && to.includes("/") && !to.endsWith("/mod.ts")) {
    return `${to} is inside ${there}: import from ${there}/mod.ts`;
  }
  return undefined;
}

/** The name of the member, if it is a literal in the source. */
function memberName(node: Deno.lint.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (!computed && property.type === "Identifier") return property.name;
  if (property.type !== "Literal") return undefined;
  return typeof property.value === "string" ? property.value : undefined;
}

type Visitor = (
  report: (node: Deno.lint.Node, message: string, hint?: string) => void,
  path: string,
) => Deno.lint.LintVisitor;

/** A rule for the files of `lib/`, except those whose path `spared` accepts. */
function ruleForLib(
  spared: (path: string) => boolean,
  visitor: Visitor,
): Deno.lint.Rule {
  return ruleFor((filename) => below(LIB, filename), spared, visitor);
}

/**
 * A rule for the files for which `pathOf` returns a path, except those that
 * `spared` accepts.
 */
function ruleFor(
  pathOf: (filename: string) => string | undefined,
  spared: (path: string) => boolean,
  visitor: Visitor,
): Deno.lint.Rule {
  return {
    create(context) {
      const path = pathOf(context.filename);
      if (path === undefined || spared(path)) return {};
      return visitor(
        (node, message, hint) =>
          context.report({ node, message, ...(hint ? { hint } : {}) }),
        path,
      );
    },
  };
}

const inCli = (path: string) => path.startsWith("cli/");

/**
 * Files that measure time. The times affect only chunk sizes and the number of
 * workers, not results.
 */
const TIMED = [
  "train/pace.ts",
  "engine/wasm/thread/team.ts",
  "engine/wasm/thread/workers.ts",
];

/** The plugin. All rules apply to `lib/`, and one of them also to `mod.ts`. */
const plugin: Deno.lint.Plugin = {
  name: "percept",
  rules: {
    /** A module imports only from modules above it, through their `mod.ts`. */
    "modules": ruleForLib(() => false, (report, path) => {
      const check = (node: Deno.lint.Node, source: unknown, late = false) => {
        const message = typeof source === "string"
          ? arrow(path, source, late)
          : "what is imported must be written out";
        if (message) report(node, message);
      };
      const literal = (node: Deno.lint.Node | null | undefined) =>
        node?.type === "Literal" ? node.value : undefined;
      return {
        ImportDeclaration: (node) => check(node, literal(node.source)),
        ExportAllDeclaration: (node) => check(node, literal(node.source)),
        ExportNamedDeclaration(node) {
          if (node.source) check(node, literal(node.source));
        },
        ImportExpression: (node) => check(node, literal(node.source), true),
        TSImportType(node) {
          const { argument } = node;
          check(
            node,
            literal(
              argument.type === "TSLiteralType" ? argument.literal : argument,
            ),
          );
        },
        // a worker's module: new URL("./worker.ts", import.meta.url)
        'NewExpression[callee.name="URL"]'(node: Deno.lint.NewExpression) {
          const source = literal(node.arguments[0]);
          if (typeof source === "string" && /\.[cm]?[jt]sx?$/.test(source)) {
            check(node, source);
          }
        },
      };
    }),

    /**
     * All code above `disk/`, and `mod.ts`, also runs in browsers and Node.js.
     */
    "deno": ruleFor(
      (filename) =>
        below(ROOT, filename) === "mod.ts" ? "mod.ts" : below(LIB, filename),
      (path) => /^(disk|cli)\/|_bench\.ts$/.test(path),
      (report) => {
        const refuse = (node: Deno.lint.Node, name: unknown) => {
          if (name !== "Deno") return;
          report(node, "only disk/ and cli/ use Deno: pass in what is needed");
        };
        return {
          Identifier: (node) => refuse(node, node.name),
          // the parsed value of a regular expression may be missing, so use its
          // source text
          Literal: (node) => refuse(node, node.raw.slice(1, -1)),
          ImportDeclaration(node) {
            if (!node.source.value.startsWith("node:")) return;
            report(node, "browsers have no node: modules");
          },
        };
      },
    ),

    /**
     * Node.js 20 cannot parse `using`; a single such statement would prevent
     * the library from loading.
     */
    "using": ruleForLib(inCli, (report) => ({
      VariableDeclaration(node) {
        if (!node.kind.endsWith("using")) return;
        report(
          node,
          "only cli/ declares with using, which Node.js 20 cannot parse: use try and finally",
        );
      },
    })),

    /**
     * The same spec and seed must give the same bits, so `lib/` may not use
     * functions whose result depends on the machine.
     */
    "exact-math": ruleForLib(
      (path) => path === "math.ts" || path.startsWith("engine/reference/"),
      (report) => {
        const power = (
          node: Deno.lint.BinaryExpression | Deno.lint.AssignmentExpression,
        ) => {
          const { left, right } = node;
          const exponent = right.type === "UnaryExpression"
            ? right.argument
            : right;
          const powerOfTwo = left.type === "Literal" && left.value === 2 &&
            exponent.type === "Literal" && Number.isInteger(exponent.value);
          if (powerOfTwo) return; // 2 ** 53 is a constant
          report(node, "** is left to the machine", "use pow of lib/math.ts");
        };
        return {
          Identifier(node) {
            if (node.name !== "Math") return;
            const { parent } = node;
            const used = parent.type === "MemberExpression" &&
                parent.object === node
              ? memberName(parent)
              : undefined;
            if (used !== undefined && EXACT_MATH.has(used)) return;
            report(
              node,
              `Math${used ? `.${used}` : ""} is left to the machine`,
              "use the function of lib/math.ts",
            );
          },
          'BinaryExpression[operator="**"]': power,
          'AssignmentExpression[operator="**="]': power,
        };
      },
    ),

    /**
     * Shared code checks a property in the row of a formula or layer type, not
     * its name. Then new rows work, too.
     */
    "names": ruleForLib(() => false, (report) => {
      const check = (node: Deno.lint.Node | null) => {
        if (node?.type !== "Literal" || !NAMES.has(node.value)) return;
        report(
          node,
          `shared code must not ask for the name "${node.value}"`,
          "ask for a property of its row, such as needsWholeRow in lib/formula/activations.ts",
        );
      };
      return {
        BinaryExpression(node) {
          if (!/^[!=]==?$/.test(node.operator)) return;
          [node.left, node.right].forEach(check);
        },
        SwitchCase: (node) => check(node.test),
        'MemberExpression[property.name="includes"] > ArrayExpression'(
          node: Deno.lint.ArrayExpression,
        ) {
          node.elements.forEach(check);
        },
        'NewExpression[callee.name="Set"] > ArrayExpression'(
          node: Deno.lint.ArrayExpression,
        ) {
          node.elements.forEach(check);
        },
      };
    }),

    /**
     * Random numbers and times are passed as arguments, so that a run can be
     * repeated.
     */
    "time-and-chance": ruleForLib(
      (path) => inCli(path) || TIMED.includes(path),
      (report) => {
        const message = "time and chance are passed in: only cli/ reads them";
        return {
          MemberExpression(node) {
            const { object } = node;
            const name = memberName(node);
            if (object.type !== "Identifier" || name === undefined) return;
            if (!Object.hasOwn(TIME_AND_CHANCE, object.name)) return;
            if (TIME_AND_CHANCE[object.name].includes(name)) {
              report(node, message);
            }
          },
          NewExpression(node) {
            const { callee } = node;
            if (callee.type !== "Identifier" || callee.name !== "Date") return;
            if (node.arguments.length === 0) report(node, message);
          },
          'CallExpression[callee.name="Date"]'(node: Deno.lint.CallExpression) {
            report(node, message);
          },
        };
      },
    ),

    /**
     * `lib/` returns values and throws errors; only `cli/` prints and exits.
     */
    "voice": ruleForLib(inCli, (report) => ({
      MemberExpression(node) {
        const { object } = node;
        if (object.type !== "Identifier") return;
        const speaks = object.name === "console" ||
          (object.name === "Deno" && VOICE.includes(memberName(node) ?? ""));
        if (speaks) report(node, "only cli/ prints and exits: return or throw");
      },
    })),
  },
};

export default plugin;

import { assertEquals, assertNotMatch } from "@std/assert";
import { compile, exportJs, frame } from "../../mod.ts";
import type { Fitted } from "../../lib/mlp/fitted.ts";

/**
 * Texts that would end a script, or a line of one, if they were not escaped.
 */
const TEXTS = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "*/ alert(1) /* </SCRIPT >",
  "a\u2028b\u2029c",
  "a\u202eb\u2066c\x9bd",
];

Deno.test("exportJs() escapes names from data, so that they cannot end a script", async (t) => {
  const number = { mean: 0, deviation: 1 };
  for (const text of TEXTS) {
    const places: Readonly<Record<string, Fitted>> = {
      "a class": { classes: [text, "b"] },
      "a column": { columns: [{ name: text, ...number }] },
      "a category": { columns: [{ name: "a", categories: [text] }] },
    };
    for (const [place, fitted] of Object.entries(places)) {
      await t.step(`${JSON.stringify(text)} as ${place}`, async () => {
        const mlp = compile({
          name: "script",
          description: text.replace(/[\u2028\u2029\u202e\u2066\x9b]/g, ""),
          layers: [{ units: 2 }],
          loss: "crossEntropy",
          learningRate: 1,
          epochs: 1,
        }, { inputs: 1 });
        mlp.fitted = fitted;
        const module = exportJs(mlp);
        assertNotMatch(
          module,
          /<\/|<!|<script|[\u2028\u2029\x9b]|\p{Bidi_Control}/iu,
        );
        const { spec, classes, predict } = await import(
          `data:text/javascript,${encodeURIComponent(module)}`
        );
        assertEquals(spec.description, mlp.spec.description);
        if (fitted.classes) assertEquals(classes, fitted.classes);
        if (fitted.columns) return; // rows of a table are objects, not arrays of numbers
        const [right] = [mlp.predict(frame([[1]])).data];
        assertEquals([...predict([1])], [...right]);
      });
    }
  }
});

/**
 * A spec with seven faults, in each form of YAML and JSON.
 *
 * @module
 */

/** The seven faults, in the order of the texts below. */
export const seven: [path: string, message: string][] = [
  ["layers[0].unts", 'unknown key, did you mean "units"?'],
  [
    "layers[0].activation",
    'found "relux", did you mean "relu"?',
  ],
  ["layers[1].units", "must be a whole number from 1 to a million: found -10"],
  [
    "loss.type",
    "must be crossEntropy if the activation of the last layer is softmax: found mse",
  ],
  ["learningrate", 'unknown key, did you mean "learningRate"?'],
  [
    "epochs",
    'must be a whole number from 1 to a million: found "5", which is text; ' +
    "write 5 without quotes",
  ],
  ["shuffle", "must be true or false: found 3"],
];

/** The texts, with a § before the position of each fault. */
export const forms: Record<string, string> = {
  "block style": `name: seven
dataset: digits
layers:
  - §unts: 30
    activation: §relux
  - units: §-10
    activation: softmax
loss: §mse
§learningrate: 0.1
epochs: §"5"
shuffle: §3
`,
  "flow style":
    `{name: seven, dataset: digits, layers: [{§unts: 30, activation: §relux},
 {units: §-10, activation: softmax}], loss: {type: §mse},
 §learningrate: 0.1, epochs: §'5', shuffle: §3}`,
  "JSON": `{
  "name": "seven",
  "dataset": "digits",
  "layers": [
    { §"unts": 30, "activation": §"relux" },
    { "units": §-10, "activation": "softmax" }
  ],
  "loss": §"mse",
  §"learningrate": 0.1,
  "epochs": §"5", "shuffle": §3
}
`,
  "JSON with tabs on one line":
    '{\t"name": "seven",\t"dataset":"digits","layers":[{§"unts":30,"activation":' +
    '§"relux"},{"units":§-10,"activation":"softmax"}],"loss":{"type":§"mse"},' +
    '§"learningrate":0.1,"epochs":§"5",\t"shuffle":§3}',
  "comments and blank lines": `# seven: faults

name: seven # unts: 1
dataset: digits
# layers:
layers:

  # the first
  - §unts: 30 # "relux"
    activation:    §relux # here

  -   # the last
    units:
      §-10
    activation: softmax
loss: # what is made small
  type: §mse
§learningrate: 0.1
epochs: §"5"   # too short
shuffle:   §3
`,
  "anchors": `name: seven
dataset: &data digits
layers:
  - &first
    §unts: &width 30
    activation: §&kind relux
  - units: §&negative -10
    activation: softmax
loss: &loss
  type: §mse
§learningrate: &rate 0.1
epochs: §&epochs "5"
shuffle: §&shuffle 3
`.replaceAll(/§(&\w+ )/g, "$1§"),
  "multi-line text": `name: seven
description: |
  layers:
    - unts: 30

      activation: relux
dataset: digits
layers:
  - §unts: 30
    activation: §relux
  - units: §-10
    activation: softmax
loss: §mse
§learningrate: 0.1
epochs: §"5"
shuffle: §3
`,
  "plain and quoted text over lines": `description: one hidden layer
  of thirty: no

  but four
name: seven
dataset:
  'digits'
layers:
  - §unts: 30
    activation: §"relux"
  - units: §-10
    activation: "soft\\
      max"
loss: §mse
§learningrate: 0.1
epochs: §'5'
shuffle: §3
`.replace(": no", ", no"),
  "quoted keys": `"name": seven
'dataset': digits
"layers":
- §"unts": 30
  'activation': §relux
- "\\u0075nits": §-10
  "activation": softmax
"loss": §mse
§'learningrate': 0.1
"epochs": §"5"
'shuffle': §3
`,
  "letters of two units and of none": `name: seven
description: "𝄞 日本 e\u0301"
dataset: digits
layers: [{ §unts: 30, activation: §relux }, { name: 日本, units: §-10, activation: softmax }]
loss: §mse
§learningrate: 0.1
epochs: §"5"
shuffle: §3
`,
};

/** The text without its marks, and the line and column of each mark. */
export function marked(text: string): { text: string; places: string[] } {
  const places: string[] = [];
  const lines = text.split(/(?<=\r?\n)/).map((line, l) => {
    for (let at = line.indexOf("§"); at >= 0; at = line.indexOf("§")) {
      places.push(`${l + 1}:${at + 1}`);
      line = line.slice(0, at) + line.slice(at + 1);
    }
    return line;
  });
  return { text: lines.join(""), places };
}

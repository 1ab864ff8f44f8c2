/**
 * The functions of an exported module that convert a table row to the network's
 * inputs, and that convert its outputs to a prediction. These functions
 * correspond to `rowFrame` of `dataset/` and `predictionOf` of `mlp/`. The
 * functions are source text, as in `js_functions.ts`.
 *
 * @module
 */

import { PERCENT, ROW } from "../dataset/mod.ts";
import { cells } from "./js_cells.ts";

/** Converts the cells of a table row to the inputs of the network. */
export const encode = `${cells}

function encode(row, columns) {
  return Float32Array.from(columns.flatMap((column, c) => {
    const cell = row[c] ?? "", text = String(cell).trim();
    const refuse = (what) => {
      const found = typeof cell === "string" ? JSON.stringify(cell) : cell;
      return new RangeError(
        "the row must have " + what + " in column " + column.name + ": found " + found,
      );
    };
    const isMissing = column.missingWords.includes(text.toLowerCase());
    if ("categories" in column) {
      const { categories } = column, word = text.normalize();
      if (isMissing) throw refuse("a value");
      if (!categories.includes(word) && !column.allowsUnseen) {
        throw refuse(
          "one of the names in the training rows (" + categories.join(", ") + ")",
        );
      }
      return categories.map((category) => category === word ? 1 : 0);
    }
    const { mean, deviation, date, format, missing, percent } = column;
    const value = isMissing
      ? missing
      : typeof cell === "number"
      ? cell
      : date
      ? secondsOf(text) / (date === "days" ? 86400 : 1)
      : numberOf(text, format);
    if (value === undefined) throw refuse("a value");
    const isBare = percent && !isMissing && !text.includes("%");
    if (isBare && value !== 0) throw refuse("${PERCENT}");
    if (!Number.isFinite(value)) {
      throw refuse(date ? "a date such as 2026-11-28" : "a number");
    }
    const seen = (value - mean) / deviation;
    if (Number.isFinite(Math.fround(seen))) return [seen];
    throw refuse("a number within the range of float32");
  }));
}

function inOrder(row, names) {
  if (Array.isArray(row) || ArrayBuffer.isView(row)) return row;
  if (row === null || typeof row !== "object") {
    throw new RangeError("${ROW}: found " + (row ?? "nothing"));
  }
  const cells = new Map();
  for (const [key, cell] of Object.entries(row)) {
    const name = key.trim().normalize();
    if (cells.has(name)) {
      throw new RangeError("the row must have one cell for the column " + name + ": found two cells");
    }
    cells.set(name, cell);
  }
  return names.map((name) => {
    if (cells.has(name)) return cells.get(name);
    throw new RangeError(
      "the row must have a column " + name + ": found " +
        ([...cells.keys()].join(", ") || "none"),
    );
  });
}`;

/** Checks that all inputs are numbers or bytes, and converts the inputs to float32. */
export const numbers = `function numbers(input, areBytes = false) {
  return Float32Array.from(input, (cell) => {
    const isText = typeof cell === "string" && cell.trim() !== "";
    const x = isText ? Number(cell) : cell;
    if (areBytes ? x === (x & 255) : Number.isFinite(x)) return x;
    const must = areBytes ? "bytes from 0 to 255" : "numbers";
    throw new RangeError("input must be " + must + ": found " + cell);
  });
}`;

/** Standardizes inputs by the mean and standard deviation of each column or channel. */
export const scaled = `function scaled(numbers, scales) {
  return numbers.map((x, i) => {
    const [mean, deviation] = scales[i % scales.length];
    return (x - mean) / deviation;
  });
}`;

/** Converts outputs to a prediction with the names of the classes or labels. */
export const prediction =
  `function predictionOf(outputs, { task, names, areProbabilities }) {
  const all = Array.from(outputs);
  const byName = (values) =>
    Object.fromEntries(names.map((name, n) => [name, values[n]]));
  if (task.type === "numbers") return { values: byName(all) };
  const shown = areProbabilities ? "probabilities" : "outputs";
  if (task.type === "labels") {
    const labels = names.filter((_, o) => all[o] > task.cut);
    return { labels, [shown]: byName(all) };
  }
  if (task.type === "binary") {
    const name = names[all[0] > task.cut ? 1 : 0];
    return areProbabilities
      ? { class: name, probabilities: byName([1 - all[0], all[0]]) }
      : { class: name, outputs: { [names[1]]: all[0] } };
  }
  let best = 0, sum = 0;
  for (let o = 0; o < all.length; o++) {
    if (all[o] > all[best]) best = o;
    sum += all[o];
  }
  const shares = all.map((x) => sum === 0 ? 1 / all.length : x / sum);
  return {
    class: names[best],
    [shown]: byName(areProbabilities ? shares : all),
  };
}`;

/**
 * The layer types of an exported module. The results have the same bits as the
 * results of the kernel functions in `engine/wasm/layer/`. The functions are
 * source text, as in `js_functions.ts`. Images have the layout
 * `[rows][columns][channels]`. The parameters are in one array, at the offsets
 * that the plan gives.
 *
 * @module
 */

import {
  avgPoolWindows,
  convWindows,
  type LayerPlan,
  type LayerTypeName,
  maxPoolWindows,
  type Windows,
} from "../layer/mod.ts";
import type {
  AvgPool2dSpec,
  BatchNormSpec,
  Conv2dSpec,
  LayerNormSpec,
  MaxPool2dSpec,
} from "../spec/mod.ts";

/** A layer type in JavaScript. */
export interface JsLayer {
  /**
   * The source of the function for the layer type, and of the functions that it
   * calls.
   */
  readonly code: readonly string[];
  /**
   * The arguments that follow the inputs `x` in a call of the layer type's
   * function, as JavaScript code.
   */
  takes(layer: LayerPlan): readonly (string | number)[];
}

/**
 * Calls `visit` for each position of each window, except for positions in the
 * padding.
 */
const eachTap = `function eachTap({ rows, columns }, visit) {
  for (let r = 0, window = 0; r < rows.output; r++) {
    for (let c = 0; c < columns.output; c++, window++) {
      for (let i = 0; i < rows.size; i++) {
        const row = r * rows.stride - rows.before + i;
        if (row < 0 || row >= rows.input) continue; // padding
        for (let j = 0; j < columns.size; j++) {
          const column = c * columns.stride - columns.before + j;
          if (column < 0 || column >= columns.input) continue;
          visit(window, i * columns.size + j, row * columns.input + column);
        }
      }
    }
  }
}`;

/** Reduces each channel of each window of an image to one value. */
const pool = `function pool(x, windows, start, join) {
  const { rows, columns, channels } = windows;
  const z = new Float32Array(rows.output * columns.output * channels);
  z.fill(start);
  eachTap(windows, (window, tap, place) => {
    for (let c = 0; c < channels; c++) {
      const o = window * channels + c;
      z[o] = join(z[o], x[place * channels + c]);
    }
  });
  return z;
}`;

/**
 * The source of each layer type; undefined for `flatten`, because this layer
 * type changes no value.
 */
export const layers: Readonly<Record<LayerTypeName, JsLayer | undefined>> = {
  dense: {
    code: [`function dense(x, parameters, offset, units) {
  const biases = offset + x.length * units;
  const z = parameters.slice(biases, biases + units);
  for (let i = 0; i < x.length; i++) {
    const xi = x[i], row = offset + i * units;
    if (xi === 0) continue; // most pixels of the background are 0
    for (let o = 0; o < units; o++) {
      z[o] += Math.fround(xi * parameters[row + o]);
    }
  }
  return z;
}`],
    takes: ({ offset, columns }) => ["parameters", offset, columns],
  },

  // Inputs of 0 are skipped. Adding 0 or -0 changes a sum only if the sum is
  // -0. A sum is -0 only if the bias is -0. Training never sets a bias to -0,
  // because w - w is 0.
  conv2d: {
    code: [
      eachTap,
      `function conv2d(x, parameters, offset, filters, windows) {
  const { rows, columns, channels } = windows;
  const biases = offset + rows.size * columns.size * channels * filters;
  const z = new Float32Array(rows.output * columns.output * filters);
  for (let o = 0; o < z.length; o++) z[o] = parameters[biases + o % filters];
  eachTap(windows, (window, tap, place) => {
    for (let c = 0; c < channels; c++) {
      const xi = x[place * channels + c], o = window * filters;
      const row = offset + (tap * channels + c) * filters;
      if (xi === 0) continue; // inputs of 0 are skipped, like the padding
      for (let f = 0; f < filters; f++) {
        z[o + f] += Math.fround(xi * parameters[row + f]);
      }
    }
  });
  return z;
}`,
    ],
    takes: ({ spec, input, offset, columns }) => {
      const windows = convWindows(spec as Conv2dSpec, input);
      return ["parameters", offset, columns, literal(windows)];
    },
  },

  maxPool2d: {
    code: [
      eachTap,
      pool,
      `function maxPool2d(x, windows) {
  return pool(x, windows, -Infinity, Math.max);
}`,
    ],
    takes: ({ spec, input }) => [
      literal(maxPoolWindows(spec as MaxPool2dSpec, input)),
    ],
  },

  avgPool2d: {
    code: [
      eachTap,
      pool,
      `function avgPool2d(x, windows) {
  const count = windows.rows.size * windows.columns.size;
  const sums = pool(x, windows, -0, (sum, xi) => sum + xi); // -0 + x is x
  return sums.map((sum) => sum / count);
}`,
    ],
    takes: ({ spec, input }) => [
      literal(avgPoolWindows(spec as AvgPool2dSpec, input)),
    ],
  },

  flatten: undefined,

  batchNorm: {
    code: [
      `function batchNorm(x, parameters, offset, running, channels, epsilon) {
  const f = Math.fround;
  const row = (start) => parameters.subarray(start, start + channels);
  const gamma = row(offset), beta = row(offset + channels);
  const mean = row(running), variance = row(running + channels);
  const scale = gamma.map((g, c) => g / f(Math.sqrt(f(variance[c] + epsilon))));
  const shift = beta.map((b, c) => b - f(mean[c] * scale[c]));
  return x.map((xi, i) => f(xi * scale[i % channels]) + shift[i % channels]);
}`,
    ],
    takes: ({ spec, offset, columns, statistics: [runningMean] }) => [
      ...["parameters", offset, runningMean.offset, columns],
      Math.fround((spec as BatchNormSpec).epsilon),
    ],
  },

  layerNorm: {
    code: [`function layerNorm(x, parameters, offset, channels, epsilon) {
  const f = Math.fround, z = new Float32Array(x.length);
  for (let i = 0; i < x.length; i += channels) {
    let sum = 0, squares = 0;
    for (let c = 0; c < channels; c++) sum = f(sum + x[i + c]);
    const mean = f(sum / channels);
    for (let c = 0; c < channels; c++) {
      const d = f(x[i + c] - mean);
      squares = f(squares + f(d * d));
    }
    const scale = f(1 / f(Math.sqrt(f(f(squares / channels) + epsilon))));
    for (let c = 0; c < channels; c++) {
      const n = f(f(x[i + c] - mean) * scale);
      z[i + c] = f(parameters[offset + c] * n) + parameters[offset + channels + c];
    }
  }
  return z;
}`],
    takes: ({ spec, offset, columns }) => [
      ...["parameters", offset, columns],
      Math.fround((spec as LayerNormSpec).epsilon),
    ],
  },
};

function literal(windows: Windows): string {
  return JSON.stringify(windows);
}

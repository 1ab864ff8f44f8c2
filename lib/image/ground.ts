/**
 * Estimation of the background of a drawing; the background can be unevenly lit
 * paper. A network exported as a JavaScript module contains the source of the
 * functions in this file; see `ink.ts`.
 *
 * @module
 */

/** One channel of an image: one number for each pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/**
 * Estimates the background of an image, and the noise of the background. The
 * background is a constant or, if the image's edge pixels vary, a quadratic
 * function of x and y that models uneven light.
 *
 * @returns The background level of each pixel, and the noise: the standard
 * deviation of background pixels.
 */
export function groundOf(
  { width, height, values }: Plane,
): { readonly ground: Float64Array; readonly noise: number } {
  const margin = Math.max(1, Math.round(0.04 * Math.min(width, height)));
  const edge: number[] = [], all: number[] = [];
  const stride = Math.max(1, Math.floor(Math.max(width, height) / 100));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isEdge = x < margin || y < margin || x >= width - margin ||
        y >= height - margin;
      if (isEdge) edge.push(y * width + x);
      if (x % stride === 0 && y % stride === 0) all.push(y * width + x);
    }
  }
  const middle = median(edge.map((p) => values[p]));
  const ground = new Float64Array(values.length).fill(middle);
  const spread = () =>
    1.4826 * median(edge.map((p) => Math.abs(values[p] - ground[p])));
  let noise = spread();
  if (noise < 1) return { ground, noise };
  const terms = (p: number) => {
    const x = 2 * (p % width) / width - 1;
    const y = 2 * Math.floor(p / width) / height - 1;
    return [1, x, y, x * x, x * y, y * y];
  };
  for (let round = 0; round < 12; round++) {
    // weighted least squares; pixels near the current background have larger weights
    const system = Array.from({ length: 6 }, () => new Float64Array(7));
    const reach = 4.7 * Math.max(2, noise);
    for (const p of all.concat(edge)) {
      const off = (values[p] - ground[p]) / reach;
      if (Math.abs(off) >= 1) continue;
      const near = 1 - off * off, weight = near * near, of = terms(p);
      for (let r = 0; r < 6; r++) {
        for (let c = 0; c < 6; c++) system[r][c] += weight * of[r] * of[c];
        system[r][6] += weight * of[r] * values[p];
      }
    }
    const factors = solved(system);
    if (!factors) break;
    const [c, ofX, ofY, ofXX, ofXY, ofYY] = factors;
    for (let p = 0; p < ground.length; p++) {
      const x = 2 * (p % width) / width - 1;
      const y = 2 * Math.floor(p / width) / height - 1;
      ground[p] = c + (ofX + ofXX * x) * x + (ofY + ofXY * x + ofYY * y) * y;
    }
    noise = spread();
  }
  return { ground, noise };
}

/** The median of a list of numbers. */
export function median(numbers: readonly number[]): number {
  return Float64Array.from(numbers).sort()[numbers.length >> 1];
}

/**
 * Solves linear equations by Gaussian elimination; undefined if the matrix is
 * singular.
 */
export function solved(system: Float64Array[]): number[] | undefined {
  const n = system.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) {
      if (Math.abs(system[r][c]) > Math.abs(system[pivot][c])) pivot = r;
    }
    [system[c], system[pivot]] = [system[pivot], system[c]];
    if (Math.abs(system[c][c]) < 1e-9) return undefined;
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = system[r][c] / system[c][c];
      for (let k = c; k <= n; k++) system[r][k] -= factor * system[c][k];
    }
  }
  return system.map((row, r) => row[n] / row[r]);
}

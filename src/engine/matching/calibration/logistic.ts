/** A fitted map from numbers to a probability: `1 / (1 + exp(−(intercept + Σ weights · numbers)))`. */
export interface Logistic {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/** One row to fit to: its numbers, and whether it was right. */
export interface LabelledRow {
  readonly numbers: readonly number[];
  readonly right: boolean;
}

/** No weight is negative: more of a number never makes a match less likely. */
const least = 0;
const steps = 100;
const enough = 1e-10;

/**
 * Logistic regression with non-negative weights: of `Σ log-loss + ridge / 2 · Σ (weight · deviation)²` the minimum,
 * by Newton's steps (iteratively reweighted least squares), each of them a least-squares problem over weights that
 * may not be negative. Numbers are standardised first, so that the ridge weighs on all of them alike; one that never
 * varies gets no weight. The same rows in the same order give the same weights.
 *
 * Targets are Platt's, a little inside 0 and 1 (Platt, *Probabilistic outputs for support vector machines*, 1999):
 * without them, rows that can be told apart without fault would ask for weights without end.
 */
export function fitLogistic(rows: readonly LabelledRow[], ridge: number): Logistic {
  const count = rows.length;
  const { centre, spread } = spreadOf(rows);
  // A last column of ones is the intercept's: it may be negative, and is not held back.
  const width = centre.length + 1;
  const matrix = Float64Array.from({ length: count * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    if (column === width - 1) return 1;
    const deviation = spread[column] as number;
    return deviation === 0 ? 0 : ((rows[row]?.numbers[column] ?? 0) - (centre[column] ?? 0)) / deviation;
  });
  const targets = plattTargets(rows);
  const problem: Problem = { matrix, targets, width, ridge };
  let solution: Float64Array = new Float64Array(width);
  let loss = lossOf(problem, solution);
  for (let step = 0; step < steps; step++) {
    const next = newtonStep(problem, solution);
    const { point, loss: lower } = shortened(problem, solution, next, loss);
    const gained = loss - lower;
    solution = point;
    loss = lower;
    if (gained <= enough * (1 + Math.abs(loss))) break;
  }
  const weights = centre.map((_, at) => (spread[at] === 0 ? 0 : (solution[at] ?? 0) / (spread[at] ?? 1)));
  const shift = weights.reduce((sum, weight, at) => sum + weight * (centre[at] ?? 0), 0);
  return { intercept: (solution[width - 1] ?? 0) - shift, weights };
}

/** 0..1. */
export function logisticOf({ intercept, weights }: Logistic, numbers: readonly number[]): number {
  return squash(weights.reduce((sum, weight, at) => sum + weight * (numbers[at] ?? 0), intercept));
}

interface Problem {
  readonly matrix: Float64Array;
  readonly targets: Float64Array;
  readonly width: number;
  readonly ridge: number;
}

function spreadOf(rows: readonly LabelledRow[]): { centre: number[]; spread: number[] } {
  const columns = rows[0]?.numbers.map((_, column) => rows.map(({ numbers }) => numbers[column] ?? 0)) ?? [];
  const centre = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const spread = columns.map((values, column) => {
    const mean = centre[column] ?? 0;
    const deviation = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length),
    );
    return deviation < 1e-9 ? 0 : deviation;
  });
  return { centre, spread };
}

function plattTargets(rows: readonly LabelledRow[]): Float64Array {
  const right = rows.filter((row) => row.right).length;
  const wrong = rows.length - right;
  return Float64Array.from(rows, (row) => (row.right ? (right + 1) / (right + 2) : 1 / (wrong + 2)));
}

function squash(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function scoreOf({ matrix, width }: Problem, row: number, solution: Float64Array): number {
  let score = 0;
  for (let at = 0; at < width; at++) score += (matrix[row * width + at] as number) * (solution[at] as number);
  return score;
}

function lossOf(problem: Problem, solution: Float64Array): number {
  const { targets, width, ridge } = problem;
  let loss = 0;
  for (let row = 0; row < targets.length; row++) {
    const score = scoreOf(problem, row, solution);
    // log(1 + e^score) without overflow, less target · score.
    loss += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - (targets[row] as number) * score;
  }
  for (let at = 0; at < width - 1; at++) loss += (ridge / 2) * (solution[at] as number) ** 2;
  return loss;
}

/** Where the second-order picture of the loss has its minimum, with no weight below {@link least}. */
function newtonStep(problem: Problem, solution: Float64Array): Float64Array {
  const { matrix, targets, width, ridge } = problem;
  const hessian = new Float64Array(width * width);
  const gradient = new Float64Array(width);
  for (let row = 0; row < targets.length; row++) {
    const chance = squash(scoreOf(problem, row, solution));
    const error = chance - (targets[row] as number);
    const curve = Math.max(chance * (1 - chance), 1e-12);
    for (let left = 0; left < width; left++) {
      const value = matrix[row * width + left] as number;
      gradient[left] = (gradient[left] as number) + error * value;
      for (let right = 0; right <= left; right++) {
        const at = left * width + right;
        hessian[at] = (hessian[at] as number) + curve * value * (matrix[row * width + right] as number);
      }
    }
  }
  for (let left = 0; left < width; left++) {
    for (let right = 0; right < left; right++)
      hessian[right * width + left] = hessian[left * width + right] as number;
  }
  for (let at = 0; at < width - 1; at++) {
    hessian[at * width + at] = (hessian[at * width + at] as number) + ridge;
    gradient[at] = (gradient[at] as number) + ridge * (solution[at] as number);
  }
  return descended(hessian, gradient, solution);
}

/**
 * The minimum of `gradient · d + d · hessian · d / 2` around a point, by cyclic coordinate descent: for a dozen
 * weights as fast as any method, and the bound is a maximum.
 */
function descended(hessian: Float64Array, gradient: Float64Array, from: Float64Array): Float64Array {
  const width = from.length;
  const point = Float64Array.from(from);
  for (let round = 0; round < 2000; round++) {
    let moved = 0;
    for (let at = 0; at < width; at++) {
      const curve = hessian[at * width + at] as number;
      if (curve <= 0) continue;
      let slope = gradient[at] as number;
      for (let other = 0; other < width; other++) {
        slope +=
          (hessian[at * width + other] as number) * ((point[other] as number) - (from[other] as number));
      }
      const before = point[at] as number;
      const free = before - slope / curve;
      point[at] = at === width - 1 ? free : Math.max(least, free);
      moved = Math.max(moved, Math.abs((point[at] as number) - before));
    }
    if (moved < 1e-12) break;
  }
  return point;
}

/** Half the way, a quarter … until the loss falls: far from the minimum Newton's step may be too long. */
function shortened(problem: Problem, from: Float64Array, to: Float64Array, loss: number) {
  for (let share = 1; share > 1e-6; share /= 2) {
    const point = from.map((value, at) => value + share * ((to[at] as number) - value));
    const lower = lossOf(problem, point);
    if (lower <= loss) return { point, loss: lower };
  }
  return { point: from, loss };
}

/** Coordinate descent for least squares with L1 and L2 penalties. */
import { gramMatrix, innerProducts } from './gram.ts';

export interface Descent {
  /** nColumns arrays of nRows. */
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  /** Penalties in the units of |target - columns b|^2 / 2. */
  readonly l1: number;
  readonly l2: number;
  /** Stops when in a full sweep no coefficient moved the fitted values by more (Euclidean length). */
  readonly smallestMove: number;
  readonly maxSweeps: number;
  /** Gets the squared error after each full sweep; false stops. */
  readonly onSweep?: (sweep: number, squaredError: number) => boolean | undefined;
}

/** Products of columns and residual, kept up to date while coefficients move. */
interface Residual {
  product(j: number): number;
  move(j: number, step: number): void;
  squaredError(coefficients: Float64Array): number;
}

/** Above this many columns their products would fill too much memory. */
const mostForProducts = 2000;

/** Minimises |target - columns b|^2 / 2 + l1 |b|_1 + l2 / 2 |b|^2. Full sweeps alternate with sweeps over what is not zero. */
export function descend({ columns, target, l1, l2, smallestMove, maxSweeps, onSweep }: Descent): Float64Array {
  const p = columns.length;
  const coefficients = new Float64Array(p);
  const squares = Float64Array.from(columns, (column) => innerProducts(column, [column])[0]);
  const small = p <= target.length && p <= mostForProducts;
  const residual = small ? residualByProducts(columns, target) : residualByRows(columns, target);
  const sweep = (activeOnly: boolean): number => {
    let largest = 0;
    for (let j = 0; j < p; j++) {
      const old = coefficients[j];
      if (squares[j] === 0 || (activeOnly && old === 0)) continue;
      const pull = residual.product(j) + squares[j] * old;
      const shrunk = pull > l1 ? pull - l1 : pull < -l1 ? pull + l1 : 0;
      const step = shrunk / (squares[j] + l2) - old;
      if (step === 0) continue;
      coefficients[j] = old + step;
      residual.move(j, step);
      largest = Math.max(largest, Math.abs(step) * Math.sqrt(squares[j]));
    }
    return largest;
  };
  for (let i = 0; i < maxSweeps; ) {
    const moved = sweep(false);
    const stopped = onSweep?.(i, residual.squaredError(coefficients)) === false;
    i++;
    if (moved <= smallestMove || stopped) break;
    for (; i < maxSweeps && sweep(true) > smallestMove; i++);
  }
  return coefficients;
}

/** For few columns: a move costs nColumns operations, whatever the number of rows. */
function residualByProducts(columns: readonly Float64Array[], target: Float64Array): Residual {
  const p = columns.length;
  const gram = gramMatrix(columns);
  const start = innerProducts(target, columns);
  const products = start.slice();
  const total = innerProducts(target, [target])[0];
  return {
    product: (j) => products[j],
    move(j, step) {
      for (let i = 0; i < p; i++) products[i] -= step * gram[j * p + i];
    },
    squaredError(coefficients) {
      let error = total;
      for (let j = 0; j < p; j++) error -= coefficients[j] * (start[j] + products[j]);
      return Math.max(0, error);
    },
  };
}

/** For many columns: keeps the residual of every row. */
function residualByRows(columns: readonly Float64Array[], target: Float64Array): Residual {
  const rest = target.slice();
  return {
    product: (j) => innerProducts(rest, [columns[j]])[0],
    move(j, step) {
      const column = columns[j];
      for (let row = 0; row < rest.length; row++) rest[row] -= step * column[row];
    },
    squaredError: () => innerProducts(rest, [rest])[0],
  };
}

/** Parzen kernels of a number: normal densities that are cut off at the ends of its interval, or their masses over its cells. */
import { normalCdf, normalQuantile } from '../../math/distributions.ts';
import { log } from '../../math/log.ts';
import type { KernelColumn, Kernels } from './kernels.ts';
import { PlaceOrder } from './place-order.ts';
import { allowedAt, countOf, intervalOf, onScale, stepOf } from './scale.ts';
import type { NumberParameter } from './space.ts';

/** A kernel with what is slow to find out about it. */
interface Kernel {
  readonly mean: number;
  readonly width: number;
  /** Normal mass below the interval, and in it. */
  readonly below: number;
  readonly mass: number;
  /** Taken off the logarithm of the shape. */
  readonly logScale: number;
  /** Log masses by cell, NaN where nobody asked yet; undefined for continuous parameters and those of too many cells. */
  readonly cells: Float64Array | undefined;
}

const rootOfTwoPi = 2.5066282746310002;
const mostCells = 1024;

/** The number parameter's kernels; see `kernelColumn`. */
export function numberColumn(parameter: NumberParameter): KernelColumn {
  const { low, high } = intervalOf(parameter);
  if (low === high) return { fit: () => ({ sample: () => parameter.low, addLogDensities: () => undefined }) };
  const half = stepOf(parameter) / 2;
  const cellCount = countOf(parameter) <= mostCells ? countOf(parameter) : 0;
  const remembered: Kernel[] = [];
  const order = new PlaceOrder((value) => onScale(parameter, value), low, high);
  let prior: Kernel | undefined;

  function make(mean: number, width: number): Kernel {
    const below = normalCdf((low - mean) / width);
    const mass = normalCdf((high - mean) / width) - below;
    const logScale = log(mass * (half === 0 ? width * rootOfTwoPi : 1));
    const cells = cellCount > 0 ? new Float64Array(cellCount).fill(Number.NaN) : undefined;
    return { mean, width, below, mass, logScale, cells };
  }

  function kernelOf(id: number, mean: number, width: number): Kernel {
    const found = remembered[id];
    if (found !== undefined && found.mean === mean && found.width === width) return found;
    remembered[id] = make(mean, width);
    return remembered[id];
  }

  function logMass(kernel: Kernel, value: number): number {
    const left = (onScale(parameter, value - half) - kernel.mean) / kernel.width;
    const right = (onScale(parameter, value + half) - kernel.mean) / kernel.width;
    return logOfMass(left, right) - kernel.logScale;
  }

  return {
    fit(ids, observations): Kernels {
      const places = new Float64Array(observations.length);
      for (let k = 0; k < places.length; k++) places[k] = order.placeOf(ids[k], observations[k] as number);
      const widths = order.widths(ids);
      prior ??= make(0.5 * (low + high), high - low);
      const kernels: Kernel[] = [];
      for (let k = 0; k < places.length; k++) kernels.push(kernelOf(ids[k], places[k], widths[k]));
      kernels.push(prior);
      const shapes = half === 0 ? shapesOf(kernels) : undefined;
      const massesByCell = new Map<number, Float64Array>();
      return {
        sample(k, rng) {
          const { mean, width, below, mass } = kernels[k];
          const place = mean + width * normalQuantile(below + rng.uniform() * mass);
          return allowedAt(parameter, Math.min(high, Math.max(low, place)));
        },
        addLogDensities(value, terms) {
          if (shapes) addDensities(shapes, onScale(parameter, value as number), terms);
          else {
            // Draws from a narrow density meet the same cell again and again.
            const cell = cellOf(value as number);
            const masses = massesByCell.get(cell) ?? massesOf(kernels, value as number, cell);
            massesByCell.set(cell, masses);
            for (let k = 0; k < terms.length; k++) terms[k] += masses[k];
          }
        },
      };
    },
  };

  function cellOf(value: number): number {
    return Math.round((value - parameter.low) / (2 * half));
  }

  /** Logarithm of the mass of each kernel over the cell of a value. */
  function massesOf(kernels: readonly Kernel[], value: number, cell: number): Float64Array {
    const masses = new Float64Array(kernels.length);
    for (let k = 0; k < kernels.length; k++) {
      const { cells } = kernels[k];
      let mass = cells ? cells[cell] : logMass(kernels[k], value);
      if (cells && Number.isNaN(mass)) {
        mass = logMass(kernels[k], value);
        cells[cell] = mass;
      }
      masses[k] = mass;
    }
    return masses;
  }
}

/** Mean, inverse width and log scale of each kernel, next to each other: what takes most of the time is reading them. */
function shapesOf(kernels: readonly Kernel[]): Float64Array {
  const shapes = new Float64Array(3 * kernels.length);
  for (let k = 0; k < kernels.length; k++) {
    shapes[3 * k] = kernels[k].mean;
    shapes[3 * k + 1] = 1 / kernels[k].width;
    shapes[3 * k + 2] = kernels[k].logScale;
  }
  return shapes;
}

function addDensities(shapes: Float64Array, place: number, terms: Float64Array): void {
  for (let k = 0, at = 0; k < terms.length; k++, at += 3) {
    const z = (place - shapes[at]) * shapes[at + 1];
    terms[k] -= 0.5 * z * z + shapes[at + 2];
  }
}

/** Logarithm of the standard normal mass between two points, by the tail in which no digits are lost. */
function logOfMass(left: number, right: number): number {
  // Next to the prior's kernel, less than 1e-137 is nothing.
  if (left > 25 || right < -25) return Number.NEGATIVE_INFINITY;
  return log(left > 0 ? normalCdf(-left) - normalCdf(-right) : normalCdf(right) - normalCdf(left));
}

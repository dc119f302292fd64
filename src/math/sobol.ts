/** Sobol's sequence: points that fill the unit cube more evenly than independent draws. */
import { philoxBlock } from './philox.ts';
import { sobolDirections } from './sobol-directions.ts';

/** The most coordinates a point may have. */
export const mostSobolDimensions = sobolDirections.length + 1;

const bits = 32;

/**
 * One coordinate of a point as a whole number of 2^-32, in the order of Antonov and Saleev (1979), where the numbers 0 to
 * 2^k - 1 name the same points as in Sobol's own order. Direction numbers of Joe and Kuo (2008).
 *
 * @param index position in the sequence, 0 .. 2^32 - 1.
 * @param dimension 0 .. mostSobolDimensions - 1.
 */
export function sobolCoordinate(index: number, dimension: number): number {
  const directions = directionsOf(dimension);
  let gray = (index ^ (index >>> 1)) >>> 0;
  let coordinate = 0;
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) if (gray & 1) coordinate ^= directions[bit];
  return coordinate >>> 0;
}

/**
 * Owen's nested uniform scramble (1995): each digit is flipped or not by a random bit of its own for every value of the
 * digits before it, so that each point is uniform while all stay as evenly spread as they were.
 *
 * @param coordinate whole number of 2^-32.
 * @param key two random 32-bit words; one key for each coordinate of the points.
 */
export function owenScramble(coordinate: number, key: Uint32Array): number {
  const counter = new Uint32Array(4);
  const block = new Uint32Array(4);
  let scrambled = 0;
  for (let bit = 0; bit < bits; bit++) {
    // The digits before this one, and how many they are.
    counter[0] = bit === 0 ? 0 : coordinate >>> (bits - bit);
    counter[1] = bit;
    philoxBlock(counter, key, block);
    const digit = (coordinate >>> (bits - 1 - bit)) & 1;
    scrambled = (scrambled << 1) | (digit ^ (block[0] & 1));
  }
  return scrambled >>> 0;
}

const known: Uint32Array[] = [];

/** The contribution of each digit of the index to a coordinate. */
function directionsOf(dimension: number): Uint32Array {
  known[dimension] ??= expand(dimension);
  return known[dimension];
}

function expand(dimension: number): Uint32Array {
  const directions = new Uint32Array(bits);
  if (dimension === 0) {
    for (let k = 0; k < bits; k++) directions[k] = 1 << (bits - 1 - k);
    return directions;
  }
  const [coefficients, ...initial] = sobolDirections[dimension - 1];
  const degree = initial.length;
  for (let k = 0; k < bits; k++) {
    if (k < degree) {
      directions[k] = initial[k] << (bits - 1 - k);
      continue;
    }
    let direction = directions[k - degree] ^ (directions[k - degree] >>> degree);
    for (let j = 1; j < degree; j++) if ((coefficients >>> (degree - 1 - j)) & 1) direction ^= directions[k - j];
    directions[k] = direction;
  }
  return directions;
}

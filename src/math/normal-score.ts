/** Quantiles of the standard normal distribution by rational functions (Wichura 1988, AS 241), for code that cannot wait for `distributions.ts`. */
import { log } from './log.ts';

/** Numerator and denominator by rising powers. */
interface Ratio {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** In (1/2 - p)^2, for p within 0.425 of 1/2. */
const middle: Ratio = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};

/** In r - 1.6 for r = sqrt(-log(tail)) up to 5. */
const near: Ratio = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};

/** In r - 5 beyond. */
const far: Ratio = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

/** The number below which a standard normal variable lies with probability p: relative error below 1e-15; -Infinity at 0, Infinity at 1, NaN outside. */
export function normalScore(p: number): number {
  const fromMiddle = p - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * ratio(middle, 0.180625 - fromMiddle * fromMiddle);
  const tail = fromMiddle < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? Math.sign(fromMiddle) * Number.POSITIVE_INFINITY : Number.NaN;
  const r = Math.sqrt(-log(tail));
  const score = r <= 5 ? ratio(near, r - 1.6) : ratio(far, r - 5);
  return fromMiddle < 0 ? -score : score;
}

function ratio({ above, below }: Ratio, x: number): number {
  return power(above, x) / power(below, x);
}

function power(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

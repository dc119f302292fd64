/** Sobol points: they fill the space evenly also where several parameters are looked at together. */
import { ModelwrightError } from '../../core/errors.ts';
import { mostSobolDimensions, owenScramble, sobolCoordinate } from '../../math/sobol.ts';
import type { Sampler } from './sampler.ts';
import { valueAt } from './scale.ts';
import { chooseEach } from './space.ts';

/**
 * Sobol's sequence (1967) with the direction numbers of Joe and Kuo (2008) and one dimension per parameter, at most 128.
 * It is most even for a number of trials that is a power of two. Conditional parameters keep their dimension also where
 * they do not exist, so the others stay evenly spread.
 *
 * @param options `scramble` (default true): Owen's scramble (1995), keyed by the seed of the study; without it the first
 *   trial has the lowest value of every parameter.
 * @throws PARAM_INVALID when first asked, for a space of more than 128 parameters.
 */
export function sobolSampler({ scramble = true }: { readonly scramble?: boolean } = {}): Sampler {
  return {
    startupTrials: Number.POSITIVE_INFINITY,
    propose({ number, space, studyRng }) {
      const names = Object.keys(space);
      if (names.length > mostSobolDimensions) {
        const law = `at most ${mostSobolDimensions} parameters for Sobol points`;
        throw new ModelwrightError('PARAM_INVALID', { name: 'space', law, value: names.length });
      }
      const dimensionOf = new Map(names.map((name, dimension) => [name, dimension]));
      return chooseEach(space, (name, parameter) => {
        const coordinate = sobolCoordinate(number, dimensionOf.get(name) as number);
        if (!scramble) return valueAt(parameter, coordinate / 0x100000000);
        const stream = studyRng.split(`sobol-${name}`);
        const key = Uint32Array.of(stream.uint32(), stream.uint32());
        // The middle of what 32 digits leave open.
        return valueAt(parameter, (owenScramble(coordinate, key) + 0.5) / 0x100000000);
      });
    },
  };
}

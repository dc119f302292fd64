/** The drift tests: one file and one line each. */
import { chisquare } from './chisquare.ts';
import type { DriftTest } from './drift-test.ts';
import { jensenshannon } from './jensenshannon.ts';
import { ks } from './ks.ts';
import { psi } from './psi.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

export const driftTests: readonly DriftTest[] = [ks, wasserstein, chisquare, jensenshannon, psi, totalVariation];

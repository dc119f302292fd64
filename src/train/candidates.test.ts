/** What a search proposes after its portfolio. */
import { describe, expect, it } from 'vitest';
import { openCandidates, type Placed } from './candidates.ts';
import type { Facts } from './facts.ts';
import { presets } from './preset.ts';

const facts: Facts = { task: 'regression', nClasses: 0, roles: [{ name: 'x', role: 'numeric' }], rows: 5000 };

/** Tells the whole portfolio, one batch after the other, and gives it with the proposals after it. */
async function afterPortfolio(scoreOf: (candidate: Placed) => number) {
  const candidates = await openCandidates(presets.balanced, facts, { seed: 3, direction: 'minimize' });
  const portfolio: Placed[] = [];
  for (;;) {
    const isLast = candidates.coming().length === 0;
    const batch = candidates.next();
    if (isLast) return { portfolio, proposals: batch };
    portfolio.push(...batch);
    for (const one of batch) candidates.tell(one.index, scoreOf(one));
  }
}

const boosted = (of: readonly Placed[]) => of.filter(({ family }) => family?.name === 'boosting');
const isPatient = ({ params }: Placed) => params['nEstimators'] === 800;

describe('proposals', () => {
  it('vary the best settings that the portfolio has of their family', async () => {
    const { proposals } = await afterPortfolio((one) => (isPatient(one) ? 1 : 2));
    expect(boosted(proposals).length).toBeGreaterThan(0);
    for (const { params } of boosted(proposals)) {
      const longer = Math.max(1, 0.03 / Number(params['learningRate']));
      expect(params['nEstimators']).toBe(Math.round(800 * longer));
    }
  });

  it('vary the first settings where none has a score', async () => {
    const { portfolio, proposals } = await afterPortfolio(() => Number.NaN);
    const { nEstimators } = boosted(portfolio)[0].params;
    expect(nEstimators).not.toBe(boosted(portfolio).at(-1)!.params['nEstimators']);
    expect(boosted(proposals).length).toBeGreaterThan(0);
    for (const { params } of boosted(proposals)) {
      const longer = Math.max(1, 0.08 / Number(params['learningRate']));
      expect(params['nEstimators']).toBe(Math.round(Number(nEstimators) * longer));
    }
  });

  it('keep the columns of their family as it prepares them', async () => {
    const isPieced = ({ spec }: Placed) => JSON.stringify(spec).includes('piecewise_linear');
    const { proposals } = await afterPortfolio((one) => (one.name === 'mlp' && isPieced(one) ? 1 : 2));
    const networks = proposals.filter(({ name }) => name === 'mlp');
    expect(new Set(networks.map((one) => [isPieced(one), one.params['nEpochs']].join()))).toEqual(
      new Set(['true,20', 'false,30']),
    );
  });
});

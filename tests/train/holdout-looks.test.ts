/** Trainings on the same data ask the same sealed holdout: the first sees plain figures, later ones count. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { writeShop } from './tables.ts';
import { withHome } from './with-home.ts';

const wanted = { target: 'bought', idColumn: ['id'], maxCandidates: 1 };

it('counts the looks of trainings, tells an equal model its first figures again, and widens for others', () =>
  withHome(async (mw, folder) => {
    const source = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
    const first = await mw.train({ ...wanted, source });
    expect(first.look).toMatchObject({ look: 1, again: false, spent: 1, budget: 22 });
    const again = await mw.train({ ...wanted, source });
    expect(again.look).toEqual({ ...first.look, again: true });
    expect(again.metrics).toEqual(first.metrics);
    expect(again.lift).toEqual(first.lift);

    const other = { ...wanted, source, exclude: ['colour'], name: 'other' };
    const second = await mw.train(other);
    expect(second.look).toEqual({ ...first.look, look: 2, spent: 2 });
    await withHome(async (fresh) => {
      const alone = await fresh.train(other);
      expect(alone.look).toEqual(first.look);
      expect(alone.artifactHash).toBe(second.artifactHash);
      expect(second.holdout.value).toBe(alone.holdout.value);
      const [low, high] = alone.holdout.ci!;
      // Scheffé's factor for two directions.
      const stretched = (end: number) => alone.holdout.value! + ((end - alone.holdout.value!) * 2.4477468) / 1.959964;
      expect(second.holdout.ci![0]).toBeCloseTo(stretched(low), 6);
      expect(second.holdout.ci![1]).toBeCloseTo(Math.min(1, stretched(high)), 6);
    });

    const otherSeed = await mw.train({ ...wanted, source, seed: 8 });
    expect(otherSeed.look).toMatchObject({ look: 1 });
    expect(otherSeed.look!.holdoutId).not.toBe(first.look!.holdoutId);
  }));

it('refuses a training before its search when the budget is spent, and registers nothing', () =>
  withHome(async (mw, folder) => {
    const source = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
    const { look } = await mw.train({ ...wanted, source });
    const store = await openStore(join(folder, 'home'));
    const holdout = await store.holdouts.show(look!.holdoutId);
    for (let i = 1; i < holdout.budget; i++) {
      const answer = () => ({ outcome: 'plain', cost: 1, answer: undefined });
      await store.holdouts.look({ holdout, question: `${i}`, subject: 'elsewhere', actor: 'ann', answer });
    }
    await store.close();
    await expect(mw.train({ ...wanted, source, name: 'late' })).rejects.toMatchObject({
      code: 'HOLDOUT_SPENT',
      exit: 3,
      details: { looks: 22, budget: 22 },
    });
    expect((await mw.models.list({})).models.map(({ name }) => name)).toEqual(['shop']);
    expect((await mw.runs.list({})).runs[0]).toMatchObject({ status: 'failed' });
  }));

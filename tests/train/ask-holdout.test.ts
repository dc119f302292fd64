/** Asking sealed holdouts for scores: of the model they judged, of others, of what has learned from them. */
import { expect, it } from 'vitest';
import { writeShop } from './tables.ts';
import { withHome } from './with-home.ts';

const wanted = { target: 'bought', idColumn: ['id'], maxCandidates: 1 };

it('gives figures for sealed rows, counts who asks anew, and tells nothing about what was learned', () =>
  withHome(async (mw, folder) => {
    const trained = await mw.train({ ...wanted, source: writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 }) });
    const own = await mw.evaluate({ model: 'shop' });
    expect(own).toMatchObject({ rows: 500, metrics: trained.metrics });
    expect(own.look).toEqual({ ...trained.look, again: true, outcome: 'plain' });

    await mw.train({ ...wanted, source: writeShop(folder, 'elsewhere.csv', { rows: 80, seed: 2 }) });
    const ask = (claim?: number) => mw.evaluate({ model: 'elsewhere', holdout: 'shop@1', claim });
    const other = await ask();
    expect(Object.keys(other.metrics)).toEqual([trained.metric.name]);
    expect(other.look).toMatchObject({ look: 2, again: false, outcome: 'plain', spent: 2 });
    expect((await ask()).look).toMatchObject({ look: 2, again: true });
    const widths = [own, other].map(
      ({ metrics }) => metrics[trained.metric.name].ci![1] - metrics[trained.metric.name].ci![0],
    );
    expect(widths[1]).toBeGreaterThan(1.15 * widths[0]);

    // Wrong claims about one score cost looks too.
    let asked = 0;
    const refused = await (async () => {
      for (; asked < 100; asked++) await ask(asked / 1000);
    })().catch((error) => error);
    expect(refused).toMatchObject({ code: 'HOLDOUT_SPENT' });
    const { holdouts } = await mw.holdout.list({});
    expect(holdouts).toMatchObject([
      { holdoutId: trained.look!.holdoutId, rows: 500, looks: 2 + asked, target: 'bought' },
    ]);
    const shown = await mw.holdout.show({ id: trained.look!.holdoutId.slice(0, 8) });
    expect(shown.history).toHaveLength(2 + asked);
    expect(shown.history[1]).toMatchObject({ look: 2, subject: 'model elsewhere@1', cost: 1 });
    expect(new Set(shown.history.map(({ outcome }) => outcome)).has('noised')).toBe(true);
    const { checks } = await mw.doctor({});
    expect(checks.find(({ name }) => name === 'holdouts')).toMatchObject({
      ok: true,
      detail: `1 looked at; budget spent: ${trained.look!.holdoutId.slice(0, 12)}`,
    });
    // What was known before is still told.
    expect((await mw.evaluate({ model: 'shop@1' })).metrics).toEqual(trained.metrics);
  }));

it('refuses models that learned from the rows, models without a holdout, and two questions at once', () =>
  withHome(async (mw, folder) => {
    const source = writeShop(folder, 'shop.csv', { rows: 2100, seed: 1 });
    await mw.train({ ...wanted, source, refit: 'all' });
    await mw.train({ ...wanted, source, seed: 8, name: 'other seed' });
    const small = writeShop(folder, 'small.csv', { rows: 60, seed: 2 });
    await mw.train({ source: small, target: 'x', idColumn: ['id'], exclude: ['day'], maxCandidates: 1 });
    const refusal = (input: Parameters<typeof mw.evaluate>[0]) => mw.evaluate(input).catch(({ code }) => code);
    expect(await refusal({ model: 'shop@2', holdout: 'shop@1' })).toBe('HOLDOUT_LEARNED');
    expect(await refusal({ model: 'shop@2' })).toBe('HOLDOUT_LEARNED');
    expect(await refusal({ model: 'other seed', holdout: 'shop@1' })).toBe('HOLDOUT_LEARNED');
    expect(await refusal({ model: 'small' })).toBe('HOLDOUT_NONE');
    expect(await refusal({ model: 'shop@1', holdout: 'small' })).toBe('HOLDOUT_NONE');
    expect(await refusal({ model: 'small', holdout: 'shop@1' })).toBe('TASK_UNFIT');
    expect(await refusal({ model: 'shop@1', source, holdout: 'shop@1' })).toBe('PARAM_INVALID');
    expect(await refusal({ model: 'shop@1', source, claim: 0.9 })).toBe('PARAM_INVALID');
    expect((await mw.holdout.list({})).holdouts.every(({ looks }) => looks === 1)).toBe(true);
  }));

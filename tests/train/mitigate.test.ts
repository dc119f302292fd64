/** Mitigated models from training to serving: fairer on sealed rows, the same again, and what bad wishes get. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

/** Loans: group b earns less, and pays back less often; `weight` is 0 for some rows. */
function writeLoans(folder: string, rows: number, seed = 8): string {
  const rng = createRng(seed).split('loans');
  const lines = Array.from({ length: rows }, () => {
    const group = rng.uniform() < 0.4 ? 'b' : 'a';
    const income = rng.normal() + (group === 'a' ? 0.8 : 0);
    const paid = income + 0.7 * rng.normal() > 0.3 ? 'yes' : 'no';
    return [income.toFixed(4), group, rng.integer(4), paid].join(',');
  });
  const path = join(folder, `loans-${seed}.csv`);
  writeFileSync(path, `${['income,group,weight,paid', ...lines].join('\n')}\n`);
  return path;
}

const asked = {
  target: 'paid',
  name: 'loans',
  maxCandidates: 1,
  threads: 1,
  sensitive: ['group'],
  excludeSensitive: true,
  exclude: ['weight'],
};

it('thresholds by group bring selection rates together, and live as any model', () =>
  withHome(async (mw, folder) => {
    const source = writeLoans(folder, 2400);
    const trained = await mw.train({ ...asked, source, preset: 'balanced', mitigate: 'thresholds', refit: 'all' });
    const { mitigation, fairness, metrics } = trained;
    expect(mitigation).toMatchObject({ method: 'thresholds', constraint: 'demographic_parity', columns: ['group'] });
    const difference = (report: typeof fairness) => report!.by[0].parity!.demographic_parity_difference.value!;
    expect(difference(mitigation!.before)).toBeGreaterThan(0.25);
    expect(difference(fairness)).toBeLessThan(0.1);
    const [auc, accuracy] = mitigation!.changes;
    expect(auc).toMatchObject({ metric: 'roc_auc', value: 0 });
    expect(accuracy.after).toBe(metrics['accuracy'].value);
    expect(accuracy.value).toBeCloseTo(accuracy.after! - accuracy.before!, 12);
    expect(accuracy.ci).not.toBeNull();
    expect(trained.decision).toBeUndefined();
    const { groups, otherwise } = mitigation!.thresholds!;
    const thresholdOf = new Map(groups.map(({ label, threshold }) => [label, threshold]));
    expect(thresholdOf.get('b')!).toBeLessThan(thresholdOf.get('a')!);
    for (const ref of ['loans@1', 'loans@2']) {
      const shown = await mw.models.show({ model: ref });
      expect(shown.decision).toMatchObject({ by: 'group_thresholds', columns: ['group'] });
      expect(await mw.reproduce({ model: ref })).toMatchObject({ equal: true });
    }
    const fresh = writeLoans(folder, 600, 9);
    const { challenger } = await mw.retrain({
      model: 'loans@1',
      data: fresh,
      window: 'recent',
      maxCandidates: 1,
      threads: 1,
    });
    const challenging = await mw.models.show({ model: `loans@${challenger.version}` });
    expect(challenging.decision).toMatchObject({ by: 'group_thresholds', columns: ['group'] });
    const model = await mw.load('loans@1');
    const rows = ['a', 'b', 'unheard of', null].flatMap((group) =>
      [-1, 0, 0.4, 0.8, 2].map((income) => ({ income, group })),
    );
    const { predictions, probabilities } = model.predict(rows);
    expect(predictions).toEqual(
      rows.map(({ group }, row) =>
        probabilities![row]['yes'] > (thresholdOf.get(group ?? '') ?? otherwise) ? 'yes' : 'no',
      ),
    );
    const module = join(folder, 'loans.mjs');
    await mw.export({ model: 'loans@1', format: 'esm', output: module });
    const exported = await import(pathToFileURL(module).href);
    expect(exported.predict(rows)).toMatchObject({ predictions, probabilities });
    const page = readFileSync(trained.reportPath, 'utf8');
    expect(page).toContain('Between groups, without and with the mitigation');
  }));

it('reweighing with weights of rows makes groups more alike in every fold, and reproduces', () =>
  withHome(async (mw, folder) => {
    const source = writeLoans(folder, 2400);
    const wish = { ...asked, exclude: [], weightColumn: 'weight', source, preset: 'balanced' as const };
    const trained = await mw.train({ ...wish, mitigate: 'reweighing' });
    const { mitigation, fairness, rows } = trained;
    expect(rows.train + rows.holdout).toBeLessThan(1900);
    expect(mitigation).toMatchObject({ method: 'reweighing', columns: ['group'] });
    expect(
      mitigation!.weights!.find(({ label, class: name }) => label === 'b' && name === 'yes')!.weight,
    ).toBeGreaterThan(1);
    expect(mitigation!.changes.map(({ metric }) => metric)).toEqual(['roc_auc', 'accuracy']);
    const difference = (report: typeof fairness) => report!.by[0].parity!.demographic_parity_difference.value!;
    expect(difference(fairness)).toBeLessThan(difference(mitigation!.before));
    expect(await mw.reproduce({ model: 'loans' })).toMatchObject({ equal: true });
  }));

it('small data are judged with thresholds found anew inside each outer fold', () =>
  withHome(async (mw, folder) => {
    const source = writeLoans(folder, 400);
    const constraint = { mitigate: 'thresholds', fairnessConstraint: 'equal_opportunity' } as const;
    const trained = await mw.train({ ...asked, source, preset: 'fast', ...constraint });
    expect(trained.rows.holdout).toBe(0);
    expect(trained.mitigation).toMatchObject({ constraint: 'equal_opportunity', before: { rows: 400 } });
    expect(await mw.reproduce({ model: 'loans' })).toMatchObject({ equal: true });
  }));

it('bad wishes are refused before anything is registered', () =>
  withHome(async (mw, folder) => {
    const source = writeLoans(folder, 400);
    const refused = async (wish: object, code: string) => {
      await expect(mw.train({ ...asked, source, ...wish })).rejects.toMatchObject({ code });
    };
    await refused({ sensitive: [], excludeSensitive: false, mitigate: 'reweighing' }, 'PARAM_INVALID');
    await refused({ sensitive: ['race'], mitigate: 'reweighing' }, 'COLUMN_NOT_FOUND');
    await refused({ mitigate: 'magic' }, 'PARAM_INVALID');
    await refused({ fairnessConstraint: 'equalized_odds' }, 'PARAM_INVALID');
    await refused({ mitigate: 'thresholds', target: 'income', exclude: [] }, 'TASK_UNFIT');
    await refused({ weightColumn: 'income' }, 'VALUE_INVALID');
    await refused({ weightColumn: 'nope' }, 'COLUMN_NOT_FOUND');
    expect((await mw.models.list({})).models).toEqual([]);
  }));

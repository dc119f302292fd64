/** Stored studies over HTTP: what they are, page by page, and nothing that changes them. */
import { expect, it } from 'vitest';
import { expectFits } from '../../tests/server/expect-fits.ts';
import { withServer } from '../../tests/server/with-server.ts';
import type { Store } from '../store/open-store.ts';
import { optimize } from '../train/study/optimize.ts';
import { openStudy } from '../train/study/stored-study.ts';

/** A study with a pruned, a failed and an infinite trial, one of two objectives, and one without a trial. */
async function studies(store: Store): Promise<void> {
  const x = { type: 'float', low: 0, high: 1 } as const;
  const kind = { type: 'choice', values: ['a', 'b'] } as const;
  const search = { space: { x, kind }, sampler: 'random', seed: 2 };
  const rates = await openStudy(store, { name: 'rates of May', pruner: 'median', ...search });
  await optimize(
    rates,
    ({ number, params, setAttribute, report }) => {
      setAttribute('row', number);
      if (number === 3) throw new Error('bad luck');
      if (number === 5) return Number.POSITIVE_INFINITY;
      report(0, Number.NEGATIVE_INFINITY);
      return number === 4 ? 'pruned' : (params['x'] as number) + (params['kind'] === 'a' ? 1 : 0);
    },
    { trials: 30 },
  );
  const trade = await openStudy(store, { name: 'trade', directions: ['minimize', 'maximize'], ...search });
  await optimize(trade, ({ params }) => [params['x'] as number, params['x'] as number], { trials: 8 });
  await openStudy(store, { name: 'empty' });
}

it('answers what the studies are, as the OpenAPI document says', () =>
  withServer(studies, async ({ send }) => {
    const document = (await send('/openapi.json')).json;
    const ask = async (path: string, route: string) => {
      const { status, json } = await send(path);
      expect([path, status]).toEqual([path, 200]);
      expectFits(json, document.paths[route].get.responses[200].content['application/json'].schema, path);
      return json;
    };
    const list = await ask('/v1/studies', '/v1/studies');
    expect(list.studies.map(({ name }: { name: string }) => name)).toEqual(['empty', 'trade', 'rates of May']);
    expect(list.studies[2]).toMatchObject({
      directions: ['minimize'],
      sampler: { name: 'random' },
      pruner: { name: 'median' },
      trials: { complete: 28, pruned: 1, failed: 1, waiting: 0 },
    });
    expect((await ask('/v1/studies?limit=1', '/v1/studies')).studies).toHaveLength(1);

    const rates = await ask('/v1/studies/rates%20of%20May', '/v1/studies/{name}');
    expect(rates).toMatchObject({ trials: { complete: 28 }, looked: 30, front: null });
    const trade = await ask('/v1/studies/trade', '/v1/studies/{name}');
    expect(trade).toMatchObject({ directions: ['minimize', 'maximize'], best: null, looked: 8 });
    expect(trade.front).toHaveLength(8);
    const empty = await ask('/v1/studies/empty', '/v1/studies/{name}');
    expect(empty).toMatchObject({ best: null, front: null, space: null, pruner: null, looked: 0 });

    const path = '/v1/studies/rates%20of%20May/trials';
    const route = '/v1/studies/{name}/trials';
    const whole = await ask(path, route);
    expect(whole.trials).toHaveLength(30);
    expect(whole.next).toBeNull();
    expect(whole.trials[3]).toMatchObject({ state: 'failed', problem: 'bad luck', values: null });
    expect(whole.trials[4]).toMatchObject({ state: 'pruned', reports: [{ step: 0, value: null }] });
    expect(whole.trials[5]).toMatchObject({ state: 'complete', values: [null], attributes: { row: 5 } });
    const values = whole.trials.flatMap(({ values: told }: { values: number[] | null }) => told?.[0] ?? []);
    expect(rates.best.values[0]).toBe(Math.min(...values));
    // Pages hold every trial once, whatever their size.
    for (const limit of [1, 7, 30, 1000]) {
      const read: object[] = [];
      for (let from: number | null = 0; from !== null; ) {
        const page: { trials: object[]; next: number | null } = await ask(`${path}?from=${from}&limit=${limit}`, route);
        read.push(...page.trials);
        from = page.next;
      }
      expect(read).toEqual(whole.trials);
    }
    expect(await ask(`${path}?from=30`, route)).toEqual({ trials: [], next: null });

    const importance = await ask('/v1/studies/trade/importance?objective=2', '/v1/studies/{name}/importance');
    expect(importance).toMatchObject({ study: 'trade', objective: 2, trials: 8 });
    expect(importance.parameters[0].name).toBe('x');
  }));

it('looks at as many trials as it may', () =>
  withServer(
    async (store) => {
      await studies(store);
      const x = { type: 'float', low: 0, high: 1 } as const;
      const three = await openStudy(store, {
        name: 'three',
        directions: ['minimize', 'maximize', 'minimize'],
        space: { x },
        sampler: 'random',
      });
      const point = (value: number) => [value, value, -value];
      await optimize(three, ({ params }) => point(Number(params['x'])), { trials: 8 });
    },
    async ({ send }) => {
      const { front, looked: lookedAt } = (await send('/v1/studies/three')).json;
      expect([front.length, lookedAt]).toEqual([2, 2]);
      const { best, looked } = (await send('/v1/studies/rates%20of%20May')).json;
      expect(looked).toBe(3);
      expect(best.number).toBeLessThan(3);
      expect((await send('/v1/studies/trade/importance')).json.trials).toBe(5);
      expect((await send('/v1/studies/trade/trials?limit=3')).status).toBe(422);
      expect((await send('/v1/studies/trade/trials?limit=2')).json.trials).toHaveLength(2);
    },
    { rankedTrials: 3, frontTrials: 2, importanceTrials: 5, trials: 2 },
  ));

it.each([
  ['/v1/studies/nothing', 404, 'STUDY_NOT_FOUND'],
  ['/v1/studies/nothing/trials', 404, 'STUDY_NOT_FOUND'],
  ['/v1/studies/nothing/importance', 404, 'STUDY_NOT_FOUND'],
  ['/v1/studies/empty/importance', 422, 'VALUE_INVALID'],
  ['/v1/studies/trade/importance?objective=3', 422, 'PARAM_INVALID'],
  ['/v1/studies?limit=0', 422, 'PARAM_INVALID'],
  ['/v1/studies?limit=1001', 422, 'PARAM_INVALID'],
  ['/v1/studies?limit=1e3', 422, 'PARAM_INVALID'],
  ['/v1/studies?limit=5&limit=6', 422, 'PARAM_INVALID'],
  ['/v1/studies?limt=5', 422, 'PARAM_INVALID'],
  ['/v1/studies?__proto__=1', 422, 'PARAM_INVALID'],
  ['/v1/studies/trade?limit=5', 422, 'PARAM_INVALID'],
  ['/v1/studies/trade/trials?from=-1', 422, 'PARAM_INVALID'],
  ['/v1/studies/trade/trials?from=99999999999999999', 422, 'PARAM_INVALID'],
  ["/v1/studies/trade'%20or%201=1", 404, 'STUDY_NOT_FOUND'],
  ['/v1/studies/trade/export', 404, 'ROUTE_NOT_FOUND'],
])('%s is refused with %i', (path, status, code) =>
  withServer(studies, async ({ send }) => {
    const answer = await send(path);
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  }),
);

it('changes nothing', () =>
  withServer(studies, async ({ send }) => {
    for (const path of ['/v1/studies', '/v1/studies/trade', '/v1/studies/trade/trials', '/v1/studies/trade/importance'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect((await send(path, undefined, { method })).status).toBe(405);
    expect((await send('/v1/studies')).json.studies).toHaveLength(3);
  }));

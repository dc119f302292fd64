/** Worker threads: errors, callbacks, cancelling, and an end of the process. */
import { afterAll, describe, expect, it } from 'vitest';
import { tableFrom } from '../table/build.ts';
import { createFitPool, type FitRequest } from './fit-in-thread.ts';

const pool = createFitPool({ threads: 2 });
afterAll(() => pool.close());

const nRows = 400;
const x = Array.from({ length: nRows }, (_, row) => (row * 37) % 101);
const request: FitRequest = {
  spec: { name: 'logistic', params: { tolerance: 1e-12 } },
  input: {
    X: tableFrom({ x, z: x.map((value) => (value * value) % 17) }),
    y: Float64Array.from(x, (value) => Number(value % 7 > 3)),
    task: 'binary',
    nClasses: 2,
  },
  seed: 1,
};

describe('a fit in a thread', () => {
  it('brings errors back with code and details', async () => {
    const bad = { ...request, spec: { name: 'ridge', params: { alpha: -1 } } };
    await expect(pool.fit(bad)).rejects.toMatchObject({
      code: 'PARAM_INVALID',
      details: { name: 'ridge.alpha' },
      exit: 2,
    });
    await expect(pool.fit({ ...request, spec: { name: 'nothing', params: {} } })).rejects.toMatchObject({
      code: 'ESTIMATOR_UNKNOWN',
    });
  });

  it('calls back in order where the caller is, and stops on the same iteration every time', async () => {
    const all: number[] = [];
    await pool.fit({ ...request, onIteration: (iteration) => void all.push(iteration) });
    expect(all).toEqual(Array.from(all.keys()));
    expect(all.length).toBeGreaterThan(2);
    const stopAtOne = () => {
      const seen: number[] = [];
      return pool.fit({
        ...request,
        onIteration(iteration) {
          seen.push(iteration);
          expect(seen.length).toBeLessThanOrEqual(2);
          return iteration < 1;
        },
      });
    };
    expect(await stopAtOne()).toEqual(await stopAtOne());
  });

  it('serves waiting fits when running ones are given up', async () => {
    const givenUp = new AbortController();
    const endless = { ...request, spec: { name: 'gbdt', params: { nEstimators: 100_000 } }, signal: givenUp.signal };
    const fits = Promise.allSettled([pool.fit(endless), pool.fit(endless), pool.fit(request), pool.fit(request)]);
    setTimeout(() => givenUp.abort(), 500);
    expect((await fits).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('rejects with the error of a callback', async () => {
    const onIteration = () => {
      throw new RangeError('no more');
    };
    await expect(pool.fit({ ...request, onIteration })).rejects.toThrow('no more');
    await expect(pool.fit(request)).resolves.toMatchObject({ name: 'logistic' });
  });

  it('is cancelled by a signal, before and during the fit, and the pool lives on', async () => {
    await expect(pool.fit({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    const controller = new AbortController();
    const during = pool.fit({ ...request, signal: controller.signal, onIteration: () => void controller.abort() });
    await expect(during).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(pool.fit(request)).resolves.toMatchObject({ name: 'logistic' });
  });

  it('is cancelled by closing the pool', async () => {
    const short = createFitPool({ threads: 1 });
    const [first, second] = [short.fit(request), short.fit(request)].map((fit) => fit.catch((error) => error.code));
    await short.close();
    expect(['CANCELLED', undefined]).toContain(await first);
    expect(await second).toBe('CANCELLED');
    await expect(short.fit(request)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('leaves the caller its arrays', async () => {
    await pool.fit(request);
    expect(request.input.y!.length).toBe(nRows);
    expect(request.input.y!.buffer).toBeInstanceOf(ArrayBuffer);
  });
});

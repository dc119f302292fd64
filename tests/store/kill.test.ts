/** `kill -9` at random moments, the short round; tests/long/kill-store.test.ts has the long one. */
import { expect, it } from 'vitest';
import { killLoop } from './kill-loop.ts';
import { withHome } from './with-home.ts';

it('20 killed processes lose nothing acknowledged and leave nothing half-done', () =>
  withHome(async (home) => {
    const { acknowledged } = await killLoop(home, 20);
    expect(acknowledged).toBeGreaterThan(100);
  }));

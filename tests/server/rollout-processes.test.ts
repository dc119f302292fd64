/** Rollouts with several real servers on one home: the leader is killed or stopped, and traffic is always the whole. */
import { expect, it } from 'vitest';
import { latestRolloutOf } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Child, startChild } from '../store/children.ts';
import { withHome } from '../store/with-home.ts';
import { rolloutModels } from './rollout-models.ts';
import { begin, isIn, registerPair, rowOf, sendUntil } from './rollout-traffic.ts';

const { good, refusing } = rolloutModels;

async function serve(home: string): Promise<{ child: Child; url: string }> {
  const child = startChild('../server/serve-home', home);
  await child.until('url');
  return { child, url: String(child.lines[0]?.['url']) };
}

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a leader that gets %s is replaced, and the bad canary goes all the same',
  (signal) =>
    withHome(async (home) => {
      const store = await openStore(home);
      await registerPair(store, good(), refusing());
      const first = await serve(home);
      await begin(store, {
        strategy: 'canary',
        steps: [0.5],
        leastSeconds: 600,
        guardrails: { constant: { action: 'off' } },
      });
      const leads = async () => (await latestRolloutOf(store.records, 'late')).token;
      const calm = await sendUntil([first.url], async () => (await leads()) === 1);
      expect(calm.answers.filter(({ status }) => status !== 200)).toEqual([]);
      const second = await serve(home);
      first.child.process.kill(signal);
      try {
        // The candidate breaks while nobody leads.
        const bad = await sendUntil([second.url], isIn(store, 'rolled_back'), {
          rows: (i) => [rowOf(i, { flag: 1 })],
        });
        expect(bad.answers.filter(({ status }) => status !== 200)).toEqual([]);
        const { state, token, isSettled } = await latestRolloutOf(store.records, 'late');
        expect(state.findings.find(({ action }) => action === 'rollback')?.guardrail).toBe('errors');
        expect(token).toBe(2);
        expect(isSettled).toBe(true);
        if (signal === 'SIGSTOP') {
          // Woken, it finds itself replaced: its traffic goes where the other one's does.
          first.child.process.kill('SIGCONT');
          const { byVersion } = await sendUntil([first.url], async () => true, { clients: 1 });
          const settled = await sendUntil([first.url], async () => true);
          expect(Object.keys(byVersion).length).toBeGreaterThan(0);
          expect(Object.keys(settled.byVersion)).toEqual(['1']);
          expect((await latestRolloutOf(store.records, 'late')).token).toBe(2);
        }
        expect(await store.audit.verify()).toMatchObject({ entries: expect.any(Number) });
      } finally {
        first.child.process.kill('SIGKILL');
        second.child.process.kill('SIGTERM');
        await second.child.ended;
        await store.close();
      }
    }),
);

it('two servers count together: units once, and every answer', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await registerPair(store, good(), rolloutModels.alsoGood());
    const servers = [await serve(home), await serve(home)];
    try {
      await begin(store, { strategy: 'canary', steps: [0.5], leastSeconds: 600, unit: { column: 'x' } });
      const sent = await sendUntil(
        servers.map(({ url }) => url),
        async () => (await latestRolloutOf(store.records, 'late')).state.units.seen >= 99,
      );
      expect(sent.answers.filter(({ status }) => status !== 200)).toEqual([]);
      for (const { child } of servers) child.process.kill('SIGTERM');
      for (const { child } of servers) expect(await child.ended).toEqual({ code: 0, errors: '' });
      const { state } = await latestRolloutOf(store.records, 'late');
      expect(state.units).toEqual({ seen: 99, several: 0 });
      expect(state.phase).toBe('running');
    } finally {
      for (const { child } of servers) child.process.kill('SIGKILL');
      await store.close();
    }
  }));

import { describe, expect, it } from 'vitest';
import { startChild } from '../../../tests/store/children.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { withStore } from '../../../tests/store/with-store.ts';
import { openStore } from '../open-store.ts';
import type { HoldoutQuestion } from './holdouts.ts';

const holdout = {
  holdoutId: 'ab12cd34'.repeat(8),
  dataHash: 'd',
  source: 'flights.csv',
  target: 'late',
  rows: 500,
  budget: 3,
};

/** A question that is answered with the state it was asked in. */
function ask(question: string, more: Partial<HoldoutQuestion<string>> = {}): HoldoutQuestion<string> {
  return {
    holdout,
    question,
    subject: `model ${question}`,
    actor: 'ann',
    answer: ({ looks, spent, allPlain }, asked) => ({
      outcome: 'plain',
      cost: 1,
      answer: `${asked} after ${looks}, ${spent}, ${allPlain}`,
    }),
    ...more,
  };
}

describe('looks at a holdout', () => {
  it('are counted, and survive the process', () =>
    withHome(async (home) => {
      for (const [i, question] of ['a', 'b'].entries()) {
        const store = await openStore(home);
        const { look, again, answer, holdout: after } = await store.holdouts.look(ask(question));
        expect({ look, again, answer }).toEqual({
          look: i + 1,
          again: false,
          answer: `${question} after ${i}, ${i}, true`,
        });
        expect(after).toMatchObject({ ...holdout, looks: i + 1, spent: i + 1, allPlain: true });
        await store.close();
      }
    }));

  it('are not counted when a question is asked again, and its answer is that of the first time', () =>
    withStore(async ({ holdouts }) => {
      await holdouts.look(ask('a'));
      await holdouts.look(ask('b'));
      expect(await holdouts.look(ask('a'))).toMatchObject({ look: 1, again: true, answer: 'a after 0, 0, true' });
      expect((await holdouts.show(holdout.holdoutId)).looks).toBe(2);
    }));

  it('are not counted when a fuller answer was given before, and that one is told', () =>
    withStore(async ({ holdouts }) => {
      await holdouts.look(ask('other'));
      await holdouts.look(ask('score'));
      await holdouts.look(ask('all'));
      const told = await holdouts.look(ask('score', { answeredBy: ['all'] }));
      expect(told).toMatchObject({ look: 3, again: true, answer: 'all after 2, 2, true' });
    }));

  it('stop at the budget, with an entry in the audit log; known answers are still told', () =>
    withStore(async ({ holdouts, audit }) => {
      for (const question of ['a', 'b', 'c']) await holdouts.look(ask(question));
      await expect(holdouts.look(ask('d'))).rejects.toMatchObject({
        code: 'HOLDOUT_SPENT',
        exit: 3,
        details: { holdout: 'ab12cd34ab12', looks: 3, budget: 3 },
      });
      await expect(holdouts.requireSpare(holdout)).rejects.toMatchObject({ code: 'HOLDOUT_SPENT' });
      expect((await holdouts.look(ask('b'))).again).toBe(true);
      const acts = await audit.latest(10);
      expect(acts.map(({ action }) => action)).toEqual([...Array(3).fill('holdout.looked'), 'holdout.refused']);
      expect(acts[1]).toMatchObject({
        actor: 'ann',
        subject: holdout.holdoutId,
        details: { look: 2, about: 'model b' },
      });
      expect((await audit.verify()).entries).toBe(4);
    }));

  it('count nothing when the answer cannot be made', () =>
    withStore(async ({ holdouts }) => {
      const failing = ask('a', {
        answer() {
          throw new Error('no');
        },
      });
      await expect(holdouts.look(failing)).rejects.toThrow('no');
      expect(await holdouts.list()).toEqual([]);
      await holdouts.requireSpare(holdout);
    }));

  it('are shown by the beginning of an id, and what is not there is named', () =>
    withStore(async ({ holdouts }) => {
      await expect(holdouts.show('ab12cd34')).rejects.toMatchObject({ details: { available: 'none' } });
      await holdouts.look(ask('a', { answer: () => ({ outcome: 'noised', cost: 0.2, answer: '' }) }));
      const shown = await holdouts.show('ab12cd34');
      expect(shown).toMatchObject({ looks: 1, spent: 0.2, allPlain: false });
      expect(shown.history).toMatchObject([
        { look: 1, subject: 'model a', actor: 'ann', outcome: 'noised', cost: 0.2 },
      ]);
      for (const id of ['ab12', '', 'zz12cd34', `${holdout.holdoutId}0`, "' or 1=1"]) {
        await expect(holdouts.show(id)).rejects.toMatchObject({
          code: 'HOLDOUT_NOT_FOUND',
          details: { available: 'ab12cd34ab12' },
        });
      }
    }));

  it('get a number each when processes ask at once, also those that are killed', () =>
    withHome(async (home) => {
      const children = Array.from({ length: 4 }, (_, i) => startChild('look-at-holdout', home, `${i}`, '10'));
      const killed = startChild('look-at-holdout', home, 'killed', '1000');
      await killed.until('look');
      killed.process.kill('SIGKILL');
      for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      await killed.ended;
      const told = [...children, killed].flatMap(({ lines }) => lines.map(({ look }) => Number(look)));
      const store = await openStore(home);
      const { history, looks } = await store.holdouts.show('ab12cd34');
      expect(new Set(told).size).toBe(told.length);
      expect(history.map(({ look }) => look)).toEqual(Array.from({ length: looks }, (_, i) => i + 1));
      const counted = new Set(history.map(({ look }) => look));
      expect(told.every((look) => counted.has(look))).toBe(true);
      expect(looks).toBeGreaterThanOrEqual(41);
      expect((await store.audit.verify()).entries).toBe(looks);
      await store.close();
    }));
});

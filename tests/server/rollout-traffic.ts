/** Traffic for tests of rollouts: many requests over HTTP, and what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beginRollout, type RolloutRequest } from '../../src/lifecycle/rollout/record/begin-rollout.ts';
import { latestRolloutOf, type RolloutRecord } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import type { Store } from '../../src/store/open-store.ts';
import { registerModel, type smallModel } from './small-models.ts';
import { type Answer, send } from './with-server.ts';

/** Registers a champion and one candidate as versions of `late`. */
export async function registerPair(
  store: Store,
  champion: ReturnType<typeof smallModel>,
  candidate: ReturnType<typeof smallModel>,
): Promise<void> {
  await registerModel(store, 'late', champion);
  await registerModel(store, 'late', candidate);
}

/** Starts a rollout of `late@2`. */
export function begin(store: Store, policy: RolloutRequest['policy'], candidates = ['2']): Promise<RolloutRecord> {
  const asked = { model: 'late', candidates, policy, reason: 'a test', actor: 'ann', force: false };
  return beginRollout(store, asked);
}

/** The `i`-th row: one in four is rare. */
export const rowOf = (i: number, rare: Readonly<Record<string, unknown>> = {}) => ({
  x: (i * 37) % 99,
  flag: null,
  ...(i % 4 === 3 ? rare : {}),
});

export interface Sent {
  readonly answers: readonly Answer[];
  /** Answers by the version that gave them. */
  readonly byVersion: Readonly<Record<string, number>>;
}

/** Sends requests, some clients at a time, until `done` says so; it is asked a few times a second. */
export async function sendUntil(
  urls: readonly string[],
  done: () => Promise<boolean>,
  {
    rows = (i: number): object[] => [rowOf(i)],
    headers = (_: number): Record<string, string> => ({}),
    clients = 4,
    withinMs = 50_000,
    onAnswer = (_: Answer, __: number): void => {},
  } = {},
): Promise<Sent> {
  const answers: Answer[] = [];
  let isOver = false;
  let next = 0;
  const client = async () => {
    while (!isOver) {
      const i = next++;
      const init = { headers: { 'content-type': 'application/json', ...headers(i) } };
      let answer = await send(`${urls[i % urls.length]}/v1/models/late/predict`, { rows: rows(i) }, init);
      // A crowded machine sends requests away for a moment, whatever version they are for.
      while (answer.status === 503 && !isOver) {
        await sleep(100);
        answer = await send(`${urls[i % urls.length]}/v1/models/late/predict`, { rows: rows(i) }, init);
      }
      if (answer.status === 503) break;
      answers.push(answer);
      onAnswer(answer, i);
    }
  };
  const running = Array.from({ length: clients }, client);
  const deadline = performance.now() + withinMs;
  while (!isOver) {
    await sleep(100);
    isOver = (await done()) || performance.now() > deadline;
  }
  await Promise.all(running);
  const byVersion: Record<string, number> = {};
  for (const { json } of answers) byVersion[json?.modelVersion] = (byVersion[json?.modelVersion] ?? 0) + 1;
  return { answers, byVersion };
}

/** Whether the rollout of `late` is in one of these phases, and all of it is done where it is over. */
export function isIn(store: Store, ...phases: readonly string[]): () => Promise<boolean> {
  return async () => {
    const { state, isSettled } = await latestRolloutOf(store.records, 'late');
    return phases.includes(state.phase) && isSettled;
  };
}

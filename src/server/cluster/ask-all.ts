/** One question to several processes at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Question } from './question.ts';
import { type ServerProcess, unanswered } from './server-process.ts';

/**
 * The answers of those that give one; a process that ends meanwhile, or takes longer than `withinMs`, is left out. All have answered or
 * failed when this resolves or rejects.
 *
 * @throws what the first of them throws
 */
export async function askAll(
  processes: readonly ServerProcess[],
  question: Question,
  withinMs?: number,
): Promise<unknown[]> {
  const settled = await Promise.allSettled(processes.map((one) => within(one.ask(question), withinMs)));
  const answers = settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return answers.filter((answer) => answer !== unanswered);
}

/** What a promise resolves to, or `unanswered` after the time. */
export async function within(answer: Promise<unknown>, ms: number | undefined): Promise<unknown> {
  if (ms === undefined) return await answer;
  const over = new AbortController();
  const late = sleep(ms, unanswered, { signal: over.signal }).catch(() => unanswered);
  return await Promise.race([answer, late]).finally(() => over.abort());
}

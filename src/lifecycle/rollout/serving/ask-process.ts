/** A shadow of a model in processes of its own: it is asked there, behind every request, and not in the thread of shadows. */
import { stopwatch } from '../../../core/clock.ts';
import { isModelwrightError } from '../../../core/errors.ts';
import { rankOf } from '../../../serve/admission/priority.ts';
import { answersOf } from '../../../serve/answers.ts';
import type { Resolved } from '../../../serve/resolver.ts';
import type { Table } from '../../../table/table.ts';
import { isInvalid } from './invalid-answer.ts';
import type { ShadowAnswer } from './shadow-worker.ts';

/** The answer; undefined where its processes had no room for a shadow, which says nothing about it. */
export async function askProcess(
  { served: { model } }: Resolved,
  table: Table,
  timeoutMs: number,
): Promise<ShadowAnswer | undefined> {
  const elapsed = stopwatch();
  try {
    const predictions = await model.predictAsync!(table, { timeoutMs, rank: rankOf('shadow') });
    const [prediction] = answersOf(predictions, model.signature.target).predictions;
    return { kind: 'answered', latencyMs: elapsed(), prediction };
  } catch (error) {
    if (isModelwrightError(error) && error.code === 'SERVER_BUSY') return undefined;
    return { kind: isInvalid(error) ? 'invalid' : 'failed' };
  }
}

/** The entry of the thread in which shadows answer; see shadows.ts. It yields to everything else on the machine. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { stopwatch } from '../../../core/clock.ts';
import { type LoadedModel, openArtifact } from '../../../estimators/artifact.ts';
// Artifacts name their estimators; this makes all of them known.
import '../../../estimators/index.ts';
import { answersOf } from '../../../serve/answers.ts';
import type { Table } from '../../../table/table.ts';
import { isInvalid } from './invalid-answer.ts';

/** What one version is asked. */
export interface ShadowQuestion {
  readonly artifactHash: string;
  readonly table: Table;
}

export type ToShadow =
  | { readonly kind: 'load'; readonly artifactHash: string; readonly bytes: Uint8Array }
  /** In the order in which they are to be answered. */
  | { readonly kind: 'ask'; readonly questions: readonly ShadowQuestion[] };

/** How one version did. */
export type ShadowAnswer =
  | { readonly kind: 'answered'; readonly latencyMs: number; readonly prediction: string | number }
  | { readonly kind: 'invalid' | 'failed' };

/** An answer to each question. */
export type FromShadow = readonly ShadowAnswer[];

const leastPriority = 19;
const models = new Map<string, LoadedModel>();

function answer({ artifactHash, table }: ShadowQuestion): ShadowAnswer {
  const elapsed = stopwatch();
  try {
    const model = models.get(artifactHash)!;
    const [prediction] = answersOf(model.predict(table), model.signature.target).predictions;
    return { kind: 'answered', latencyMs: elapsed(), prediction };
  } catch (error) {
    return { kind: isInvalid(error) ? 'invalid' : 'failed' };
  }
}

try {
  // On Linux this is of the thread alone.
  setPriority(leastPriority);
} catch {
  // Elsewhere it may be refused: the thread then is as others, and its queue still bounds what it does.
}

parentPort?.on('message', (message: ToShadow) => {
  if (message.kind === 'load') {
    models.set(message.artifactHash, openArtifact(message.bytes, message.artifactHash));
    return;
  }
  parentPort?.postMessage(message.questions.map(answer) satisfies FromShadow);
});

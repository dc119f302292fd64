/** The entry of the thread in which shadows answer; see shadows.ts. It yields to everything else on the machine. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { stopwatch } from '../../../core/clock.ts';
import { ModelwrightError } from '../../../core/errors.ts';
import { type LoadedModel, openArtifact } from '../../../estimators/artifact.ts';
// Artifacts name their estimators; this makes all of them known.
import '../../../estimators/index.ts';
import { answersOf } from '../../../serve/answers.ts';
import type { Table } from '../../../table/table.ts';

/** What one version is asked. */
export interface ShadowQuestion {
  readonly artifactHash: string;
  readonly table: Table;
}

export type ToShadow =
  | { readonly kind: 'load'; readonly artifactHash: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'ask';
      readonly champion: ShadowQuestion;
      readonly candidate: ShadowQuestion;
      readonly championFirst: boolean;
    };

/** How one version did. */
export type ShadowAnswer =
  | { readonly kind: 'answered'; readonly latencyMs: number; readonly prediction: string | number }
  | { readonly kind: 'invalid' | 'failed' };

export interface FromShadow {
  readonly champion: ShadowAnswer;
  readonly candidate: ShadowAnswer;
}

const leastPriority = 19;
const models = new Map<string, LoadedModel>();

function answer({ artifactHash, table }: ShadowQuestion): ShadowAnswer {
  const elapsed = stopwatch();
  try {
    const model = models.get(artifactHash)!;
    const [prediction] = answersOf(model.predict(table), model.signature.target).predictions;
    return { kind: 'answered', latencyMs: elapsed(), prediction };
  } catch (error) {
    const isInvalid = error instanceof ModelwrightError && error.code === 'VALUE_INVALID';
    return { kind: isInvalid ? 'invalid' : 'failed' };
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
  // Whoever comes second finds a warm cache: the turns alternate.
  const first = message.championFirst ? answer(message.champion) : undefined;
  const candidate = answer(message.candidate);
  const answered: FromShadow = { champion: first ?? answer(message.champion), candidate };
  parentPort?.postMessage(answered);
});

/** What every process of a server is asked at once, and what each of them answers. All of it is plain JSON. */
import type { MetricObject } from 'prom-client';
import type { VersionPolicy } from '../../serve/repository/version-policy.ts';
import type { VersionStatistics } from '../../serve/statistics.ts';

type Version = Pick<VersionStatistics, 'name' | 'version'>;

export type Question =
  /** What have you measured? */
  | { readonly kind: 'metrics' }
  /** Where did the time of inference go? */
  | { readonly kind: 'statistics'; readonly versions: readonly Version[] }
  /** Write down what you predicted. */
  | { readonly kind: 'flush' }
  /** Look for jobs, if they are yours to run. */
  | { readonly kind: 'look' }
  /** Take a model into memory; then into service; out of service. */
  | { readonly kind: 'prepare' | 'load'; readonly name: string; readonly policy?: VersionPolicy }
  | { readonly kind: 'unload'; readonly name: string };

interface Answers {
  readonly metrics: MetricSnapshot;
  readonly statistics: readonly VersionStatistics[];
}

/** What a process answers to a question: nothing but that it was done, unless it is asked for something. */
export type AnswerOf<Q extends Question> = Q['kind'] extends keyof Answers ? Answers[Q['kind']] : null;

/** The figures of one process. */
export type MetricSnapshot = readonly MetricObject[];

/** Changes of what is served: every process gets them in the same order, and a new one gets them before its first request. */
export function isChange(question: Question): question is Extract<Question, { readonly name: string }> {
  return question.kind === 'load' || question.kind === 'unload' || question.kind === 'prepare';
}

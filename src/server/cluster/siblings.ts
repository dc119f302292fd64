/** The processes of a server, as one of them sees them. A server of one process is alone. */
import type { ServingProblem } from '../../serve/resolver.ts';
import type { AnswerOf, Question } from './question.ts';

export interface Siblings {
  /**
   * Has every process answer, this one among them. Changes are taken in the same order everywhere.
   *
   * @throws what the first process that cannot do it throws
   */
  ask<Q extends Question>(question: Q): Promise<AnswerOf<Q>[]>;
  /** Whether this is the process that runs jobs. */
  readonly runsJobs: boolean;
  /** What is wrong with the processes. */
  problems(): ServingProblem[];
}

/** Answers a question for this process. */
export type Answerer = <Q extends Question>(question: Q) => Promise<AnswerOf<Q>>;

/** How a server sees its siblings, given how it answers them. */
export type SiblingsOf = (answer: Answerer) => Siblings;

export const alone: SiblingsOf = (answer) => ({
  ask: async (question) => [await answer(question)],
  runsJobs: true,
  problems: () => [],
});

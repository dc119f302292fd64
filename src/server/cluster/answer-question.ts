/** How one process answers what all of them are asked. */

import type { ModelRepository } from '../../serve/repository/model-repository.ts';
import type { InferenceStatistics } from '../../serve/statistics.ts';
import type { Store } from '../../store/open-store.ts';
import type { ServerMetrics } from '../metrics.ts';
import type { Question } from './question.ts';
import type { Answerer } from './siblings.ts';

interface Asked {
  readonly store: Pick<Store, 'predictions'>;
  readonly metrics: ServerMetrics;
  readonly statistics: InferenceStatistics;
  readonly repository: ModelRepository;
  /** Looks for jobs. */
  readonly look: () => void;
}

export function answererOf(asked: Asked): Answerer {
  return async (question) => (await answer(asked, question)) as never;
}

async function answer({ store, metrics, statistics, repository, look }: Asked, question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'metrics':
      return await metrics.snapshot();
    case 'statistics':
      return question.versions.map((version) => statistics.of(version));
    case 'flush':
      await store.predictions.flush();
      return null;
    case 'look':
      look();
      return null;
    case 'prepare':
      await repository.prepare(question.name, question.policy);
      return null;
    case 'load':
      await repository.load(question.name, question.policy);
      return null;
    case 'unload':
      await repository.unload(question.name);
      return null;
  }
}

/** What a project declares about good models, as one thing with a name made of its content. */
import type { Json } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { hashJson } from '../core/hash.ts';
import { gateFigure } from '../evaluate/gates/gate-figure.ts';
import type { Task } from '../table/task.ts';
import type { Project } from './project.ts';

/** Tests, gates and fairness of a project. */
export type Declared = Pick<Project, 'tests' | 'gates' | 'fairness'>;

/** True where a version has to pass something. */
export function declaresLaws({ tests, gates }: Declared): boolean {
  return tests.some(({ required }) => required) || gates.length > 0;
}

/** The same declarations have the same hash; functions count by their text. */
export function hashDeclared({ tests, gates, fairness }: Declared): string {
  const asText = (_: string, value: unknown) => (typeof value === 'function' ? String(value) : value);
  return hashJson(JSON.parse(JSON.stringify({ tests, gates, fairness: fairness ?? null }, asText)) as Json);
}

/**
 * Refuses gates that no model could be held to, or none of the task, before any work is done.
 *
 * @throws PARAM_INVALID naming `gates.<i>.<field>`, METRIC_UNFIT
 */
export function checkGates({ gates, fairness }: Declared, task?: Task): void {
  for (const [i, { metric, sensitive = [] }] of gates.entries()) {
    const figure = gateFigure(metric, `gates.${i}.metric`, task);
    if (figure.kind === 'fairness' && !fairness) {
      const law = 'no figure of fairness without fairness.sensitive, the columns whose groups are compared';
      throw new ModelwrightError('PARAM_INVALID', { name: `gates.${i}.metric`, law, value: `${metric} without it` });
    }
    for (const column of sensitive) {
      if (fairness?.sensitive.includes(column)) continue;
      const law = `one of fairness.sensitive (${fairness?.sensitive.join(', ') ?? 'none'})`;
      throw new ModelwrightError('PARAM_INVALID', { name: `gates.${i}.sensitive`, law, value: column });
    }
  }
}

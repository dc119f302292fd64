/** The command that measures what more data is worth, for the data and settings of a training. */
import { commaList, shellWord } from '../../core/shell-word.ts';
import type { DerivedColumn } from '../../data/source-plan.ts';
import type { TrainRequest } from '../request.ts';

/** What of a training's request the curve is measured by, too. */
export type CurveSettings = Pick<
  TrainRequest,
  | 'target'
  | 'task'
  | 'metric'
  | 'positiveClass'
  | 'timeColumn'
  | 'groupColumn'
  | 'idColumns'
  | 'exclude'
  | 'allow'
  | 'fairness'
> & {
  readonly plan: {
    readonly source: string;
    readonly derive: readonly Pick<DerivedColumn, 'name' | 'expression' | 'sources'>[];
  };
};

/** Fit for a shell. Rows of earlier sources and samples are left out: it reads the source of the training. */
export function curveCommand(request: CurveSettings): string {
  const { plan, target, task, metric, positiveClass, timeColumn, groupColumn, idColumns, allow, fairness } = request;
  const exclude = [...new Set([...request.exclude, ...(fairness?.exclude ? fairness.sensitive : [])])];
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  const list = (flag: string, names: readonly string[]) => (names.length === 0 ? [] : [flag, commaList(names)]);
  const words = [
    plan.source,
    ...one('--target', target),
    ...one('--task', task),
    ...one('--metric', metric),
    ...one('--positive-class', positiveClass),
    ...one('--time-column', timeColumn),
    ...one('--group-column', groupColumn),
    ...list('--id-column', idColumns),
    ...list('--exclude', exclude),
    ...plan.derive.flatMap(({ name, expression }) => ['--derive', `${name} = ${expression}`]),
    ...list('--allow', allow),
  ];
  return `modelwright learning-curve ${words.map(shellWord).join(' ')}`;
}

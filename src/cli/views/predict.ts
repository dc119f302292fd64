/** A finished batch. */
import type { predict } from '../../app/operations/predict.ts';
import { formatNumber } from '../../report/number-format.ts';
import { topContributions } from '../../serve/explanation-table.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { paragraphs, sentence, shownPath } from './lines.ts';
import { scaleText } from './scale-text.ts';

type Explained = NonNullable<Answer<typeof predict>['explained']>;

/** Rows that are shown, and columns of each. */
const most = { rows: 5, columns: 3 };

export const predictView: View<Answer<typeof predict>> = (answer, screen) => {
  const { rows, model, output, rowsPerSecond, explained } = answer;
  const scored = `${sentence(`${rows} rows scored with ${model.name}@${model.version}, ${rowsPerSecond} a second`, screen)}\n${shownPath(output)}`;
  return explained ? paragraphs(scored, explanations(explained, screen)) : scored;
};

function explanations(explained: Explained, screen: Screen): string {
  const shown = explained.rows.slice(0, most.rows).map(({ of, base, contributions }, row) => {
    const top = topContributions({ base, contributions }, most.columns).map(
      ([column, value]) => `${column} ${value > 0 ? '+' : ''}${formatNumber(value)}`,
    );
    return [String(row + 1), ...(of === undefined ? [] : [of]), formatNumber(base), top.join(', ')];
  });
  const classes = explained.rows[0]?.of === undefined ? [] : [{ head: 'class' }];
  const heads = [{ head: 'row' }, ...classes, { head: 'base' }, { head: 'what added most', flexible: true }];
  const drawn = explained.permutations === undefined ? '' : `; ${explained.permutations} random orders a row`;
  return paragraphs(
    sentence(`why, in ${scaleText(explained.scale)}${drawn}; the file has every column:`, screen),
    tableText(heads, shown, screen),
  );
}

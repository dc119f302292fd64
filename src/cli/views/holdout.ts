/** Sealed holdouts and the looks at them. */
import type { holdoutList, holdoutShow } from '../../app/operations/holdout.ts';
import { figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

export const holdoutListView: View<Answer<typeof holdoutList>> = ({ holdouts }, screen) =>
  holdouts.length === 0
    ? sentence('no holdout was looked at yet: training on 2,000 rows or more seals one', screen)
    : tableText(
        [
          { head: 'holdout' },
          { head: 'rows', align: 'right' },
          { head: 'looks', align: 'right' },
          { head: 'spent', align: 'right' },
          { head: 'target' },
          { head: 'source', flexible: true },
          { head: 'first look', optional: true },
        ],
        holdouts.map(({ holdoutId, rows, looks, spent, budget, target, source, createdAt }) => [
          holdoutId.slice(0, 12),
          figure(rows),
          figure(looks),
          `${figure(spent)} of ${budget}`,
          target,
          source,
          createdAt,
        ]),
        screen,
      );

export const holdoutShowView: View<Answer<typeof holdoutShow>> = (holdout, screen) => {
  const { holdoutId, source, target, rows, looks, spent, budget, history } = holdout;
  return paragraphs(
    pairs(
      [
        ['holdout', holdoutId],
        ['rows', `${figure(rows)} of ${source}, target ${target}`],
        ['looks', figure(looks)],
        ['spent', `${figure(spent)} of ${budget}`],
      ],
      screen,
    ),
    tableText(
      [
        { head: 'look', align: 'right' },
        { head: 'answer' },
        { head: 'cost', align: 'right' },
        { head: 'by' },
        { head: 'at' },
        { head: 'about', flexible: true },
      ],
      history.map((look) => [String(look.look), look.outcome, figure(look.cost), look.actor, look.at, look.subject]),
      screen,
    ),
    spent >= budget
      ? sentence(
          paint(screen, 'warning', 'The budget is spent: judge on fresh data, with evaluate or retrain.'),
          screen,
        )
      : '',
  );
};

/** What became of labels. */
import type { labelsAdd } from '../../app/operations/labels.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence } from './lines.ts';

export const labelsAddView: View<Answer<typeof labelsAdd>> = (
  { accepted, unknown, withoutLabel, unknownIds },
  screen,
) => {
  const lines = [`${accepted} labels accepted`];
  if (unknown > 0)
    lines.push(
      sentence(`${unknown} not kept: their prediction is not in the log, such as ${unknownIds.join(', ')}`, screen),
    );
  if (withoutLabel > 0) lines.push(`${withoutLabel} rows without a label`);
  return lines.join('\n');
};

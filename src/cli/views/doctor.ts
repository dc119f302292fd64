/** What was examined. */
import type { doctor } from '../../app/operations/doctor.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';

export const doctorView: View<Answer<typeof doctor>> = ({ ok, checks }, screen) => {
  const table = tableText(
    [{ head: '' }, { head: 'checked' }, { head: 'found', flexible: true }],
    checks.map((check) => [check.ok ? 'ok' : 'BAD', check.name, check.detail]),
    screen,
  );
  return `${table}\n\n${ok ? paint(screen, 'good', 'fit to work') : paint(screen, 'bad', 'not fit to work: see the lines marked BAD')}`;
};

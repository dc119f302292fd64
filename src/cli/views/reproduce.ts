/** Whether training again gave the same bytes. */
import type { reproduce } from '../../app/operations/reproduce.ts';
import { duration } from '../figures.ts';
import { paint } from '../paint.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence } from './lines.ts';

export const reproduceView: View<Answer<typeof reproduce>> = (
  { model, equal, expected, actual, durationMs },
  screen,
) => {
  const verdict = equal ? paint(screen, 'good', 'equal') : paint(screen, 'bad', 'different');
  return `${sentence(`${verdict}: ${model.name}@${model.version} trained again in ${duration(durationMs)}`, screen)}\nexpected ${expected}\nactual   ${actual}`;
};

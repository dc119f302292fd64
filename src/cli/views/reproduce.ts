/** Whether training again gave the same bytes. */
import type { reproduce } from '../../app/operations/reproduce.ts';
import { duration } from '../figures.ts';
import { paint } from '../paint.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';

export const reproduceView: View<Answer<typeof reproduce>> = (
  { model, equal, expected, actual, durationMs },
  screen,
) => {
  const verdict = equal ? paint(screen, 'good', 'equal') : paint(screen, 'bad', 'different');
  return `${verdict}: ${model.name}@${model.version} trained again in ${duration(durationMs)}\nexpected ${expected}\nactual   ${actual}`;
};

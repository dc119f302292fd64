/** A finished batch. */
import type { predict } from '../../app/operations/predict.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence, shownPath } from './lines.ts';

export const predictView: View<Answer<typeof predict>> = ({ rows, model, output, rowsPerSecond }, screen) =>
  `${sentence(`${rows} rows scored with ${model.name}@${model.version}, ${rowsPerSecond} a second`, screen)}\n${shownPath(output)}`;

/** A model's types that became a file. */
import type { modelsTypes } from '../../app/operations/models.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence, shownPath } from './lines.ts';

export const modelsTypesView: View<Answer<typeof modelsTypes>> = ({ name, version, type, output }, screen) =>
  `${sentence(`the types of ${name}@${version}; use them as client.model<${type}>('${name}')`, screen)}\n${shownPath(output)}`;

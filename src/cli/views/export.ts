/** A model that became a file. */
import type { exportFile } from '../../app/operations/export.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence, shownPath } from './lines.ts';

const names = { esm: 'an ES module', onnx: 'ONNX' } as const;

export const exportView: View<Answer<typeof exportFile>> = ({ name, version, format, output, bytes }, screen) =>
  `${sentence(`${name}@${version} written as ${names[format]}, ${bytes} bytes`, screen)}\n${shownPath(output)}`;

/** The audit log's chain. */
import type { auditVerify } from '../../app/operations/audit.ts';
import { paint } from '../paint.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';

export const auditVerifyView: View<Answer<typeof auditVerify>> = ({ entries, head }, screen) =>
  `${paint(screen, 'good', 'whole')}: ${entries} entries${head === null ? '' : `\nhead ${head}`}`;

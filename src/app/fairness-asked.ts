/** By which columns fairness is judged: those of a call, else those of the configuration. */
import { type FairnessSettings, fairnessSchema } from '../evaluate/fairness/declared-fairness.ts';
import type { Project } from './project.ts';

/** Undefined where nobody named a sensitive column. What else the configuration says holds for the named columns, too. */
export function fairnessAsked(
  { fairness }: Pick<Project, 'fairness'>,
  sensitive: readonly string[],
  exclude = false,
): FairnessSettings | undefined {
  if (sensitive.length === 0 && !fairness) return undefined;
  const columns = sensitive.length > 0 ? [...new Set(sensitive)] : fairness!.sensitive;
  return fairnessSchema.parse({ ...fairness, sensitive: columns, exclude: exclude || fairness?.exclude });
}

/** A final model over what others say: `opinionsTable` for one row. Carried inside exported modules. */
import { logOf } from '../../../estimators/ensemble/log-probability.ts';
import type { ModelOf, Outputs } from './plan.ts';
import { compileStep } from './steps.ts';

/** The function of a stack, from those of its members and its final model. */
export function stacked(
  { to, nClasses, steps }: ModelOf<'stack'>,
  members: readonly Outputs[],
  final: Outputs,
): Outputs {
  const compiled = steps.map(compileStep);
  return (slots, row) => {
    let slot = to;
    for (const outputsOf of members) {
      const said = outputsOf(slots, row);
      if (nClasses === 0) slots.numbers[slot++] = said[0];
      else if (nClasses === 2) slots.numbers[slot++] = logOf(said[1]) - logOf(said[0]);
      else for (const probability of said) slots.numbers[slot++] = logOf(probability);
    }
    for (const step of compiled) step(slots);
    return final(slots, row);
  };
}

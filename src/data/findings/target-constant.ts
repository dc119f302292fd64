/** The target has one value: nothing can be learned. */
import type { FindingRule } from './finding.ts';

export const targetConstant: FindingRule = {
  code: 'target_constant',
  find({ target }) {
    if (!target || target.values.some((value) => value !== target.values[0])) return [];
    const message = `Target "${target.name}" has the same value in all ${target.values.length} rows, so nothing can be learned. Choose another target, or add rows with other outcomes.`;
    return [{ code: 'target_constant', severity: 'error', column: target.name, message }];
  },
};

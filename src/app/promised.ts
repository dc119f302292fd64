/** An answer as its operation promises it. */
import type { Operation } from './operation.ts';

/** What the schema names, without what else the answer carries. An answer that breaks the promise is better shown than lost. */
export function promised(operation: Operation, answer: unknown): unknown {
  const parsed = operation.output.safeParse(answer);
  return parsed.success ? parsed.data : answer;
}

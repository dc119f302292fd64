/** Versions for tests of routing, which have a name and no model. */
import type { Resolved } from '../../src/serve/resolver.ts';

/** A version of the model `late`. Routing reads nothing else of what answers: whatever else it read would be undefined, and a test fail. */
export function namedVersion(version: number): Resolved {
  return { version: { name: 'late', version } } as unknown as Resolved;
}

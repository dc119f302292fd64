/** Types of test-functions.mjs, for tests that compare searches too. */
export const testFunctions: Readonly<
  Record<
    string,
    {
      readonly value: (x: readonly number[]) => number;
      readonly bounds: readonly (readonly [number, number])[];
      readonly minimum: number;
    }
  >
>;

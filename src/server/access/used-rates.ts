/** What callers used up of their rates in one process, for the others that count the same callers. */

type Used = readonly (readonly [name: string, count: number])[];

export interface UsedRates {
  readonly control: Used;
  readonly predict: Used;
}

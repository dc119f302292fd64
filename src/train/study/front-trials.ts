/** The Pareto front of trials, kept as they end. */
import { dominates } from '../../math/pareto.ts';
import { costsOf, type Goal, type Trial, violationOf } from './trial.ts';

/** The complete feasible trials that no other one betters in an objective without being worse in another. */
export class FrontTrials {
  readonly #goal: Goal;
  #members: { readonly trial: Trial; readonly costs: readonly number[] }[] = [];

  constructor(goal: Goal) {
    this.#goal = goal;
  }

  /** A trial that ended; each comes once, in any order. Takes as long as the front is large, however many there were. */
  add(trial: Trial): void {
    const costs = costsOf(trial, this.#goal);
    if (trial.state !== 'complete' || costs === undefined || violationOf(trial, this.#goal) > 0) return;
    if (this.#members.some((member) => dominates(member.costs, costs))) return;
    this.#members = this.#members.filter((member) => !dominates(costs, member.costs));
    this.#members.push({ trial, costs });
  }

  /** In order of number. */
  get trials(): Trial[] {
    return this.#members.map(({ trial }) => trial).sort((a, b) => a.number - b.number);
  }
}

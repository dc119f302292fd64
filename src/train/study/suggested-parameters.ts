/** What samplers are asked where trials declare their parameters: a space of the one parameter, known again from trial to trial. */
import { canonicalJson } from '../../core/canonical-json.ts';
import { plainJson } from '../../core/plain-json.ts';
import { isAllowed } from './allowed-value.ts';
import type { Proposal } from './sampler.ts';
import type { Parameter, StudySpace } from './space.ts';
import type { Trial } from './trial.ts';

/** A declaration that trials have in common. */
interface Declaration {
  readonly text: string;
  readonly space: StudySpace;
  /** So many of the first trials have an allowed value or none. */
  fitting: number;
}

/** Of more names the one that was longest not asked for is forgotten, and costs its time again. */
const mostNames = 1000;

/** The declarations of one study. Samplers remember what they learned by the very objects they get, so these stay the same. */
export class SuggestedParameters {
  readonly #byName = new Map<string, Declaration>();

  /** The proposal of a trial for this parameter alone. */
  ask(proposal: Proposal, name: string, parameter: Parameter): Proposal {
    const declaration = this.#declarationOf(name, parameter);
    return {
      ...proposal,
      space: declaration.space,
      ended: fittingTrials(proposal.ended, declaration, name),
      // What the others of this generation declare depends on how far they are.
      pending: [],
    };
  }

  #declarationOf(name: string, parameter: Parameter): Declaration {
    const text = declarationText(parameter);
    const known = this.#byName.get(name);
    this.#byName.delete(name);
    const declaration = known?.text === text ? known : { text, space: { [name]: parameter }, fitting: 0 };
    this.#byName.set(name, declaration);
    for (const longestAgo of this.#byName.keys()) {
      if (this.#byName.size <= mostNames) break;
      this.#byName.delete(longestAgo);
    }
    return declaration;
  }
}

/** Two declarations are the same when their texts are. */
export function declarationText(parameter: Parameter): string {
  return canonicalJson(plainJson(parameter));
}

/** The trials, without the values that the declaration does not allow; the list itself where it allows all. */
function fittingTrials(ended: readonly Trial[], declaration: Declaration, name: string): readonly Trial[] {
  const parameter = declaration.space[name];
  const fits = ({ params }: Trial) => !Object.hasOwn(params, name) || isAllowed(parameter, params[name]);
  while (declaration.fitting < ended.length && fits(ended[declaration.fitting])) declaration.fitting++;
  if (declaration.fitting >= ended.length) return ended;
  return ended.map((trial) => (fits(trial) ? trial : { ...trial, params: {} }));
}

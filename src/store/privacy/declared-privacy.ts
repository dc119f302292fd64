/** What a project says about personal data in the prediction log: what is masked, and how long it is kept. */
import { z } from 'zod';

const columns = z
  .record(z.string().min(1), z.enum(['drop', 'hash']))
  .describe('By column: `drop` logs it as missing, `hash` as a keyed digest that stays equal for equal values.');

const redactText = z
  .boolean()
  .describe(
    'Whether e-mail addresses, phone, card and bank account numbers are taken out of the texts that are logged.',
  );

const keepDays = z
  .int()
  .min(1)
  .max(36_500)
  .describe('Days that logged predictions and their labels are kept; default: for ever.');

export const privacySchema = z.strictObject({
  columns: columns.default({}),
  redactText: redactText.default(false),
  keepDays: keepDays.optional(),
  models: z
    .record(
      z.string().min(1),
      z.strictObject({
        columns: columns.default({}),
        redactText: redactText.optional(),
        keepDays: keepDays.optional(),
      }),
    )
    .default({})
    .describe('Settings of single models, by name; their columns are added to those of all models and win over them.'),
});

/** What a project says about personal data, with its defaults. */
export type DeclaredPrivacy = z.output<typeof privacySchema>;

/** How the columns of one model are logged. */
export interface MaskRules {
  readonly columns: ReadonlyMap<string, 'drop' | 'hash'>;
  readonly redactText: boolean;
}

/** The rules that hold for a model. */
export function maskRulesOf(declared: DeclaredPrivacy | undefined, model: string): MaskRules {
  const own = ownOf(declared, model);
  return {
    columns: new Map([...Object.entries(declared?.columns ?? {}), ...Object.entries(own?.columns ?? {})]),
    redactText: own?.redactText ?? declared?.redactText ?? false,
  };
}

/** Days that the predictions of a model are kept; undefined stands for ever. */
export function keepDaysOf(declared: DeclaredPrivacy | undefined, model: string): number | undefined {
  return ownOf(declared, model)?.keepDays ?? declared?.keepDays;
}

/** True when no prediction ever becomes too old. */
export function keepsForEver(declared: DeclaredPrivacy | undefined): boolean {
  if (!declared) return true;
  return [declared, ...Object.values(declared.models)].every((one) => one.keepDays === undefined);
}

/** True when some value is to be hashed, so that a key is needed. */
export function hashesValues(declared: DeclaredPrivacy | undefined): boolean {
  if (!declared) return false;
  const all = [declared.columns, ...Object.values(declared.models).map((model) => model.columns)];
  return all.some((rules) => Object.values(rules).includes('hash'));
}

function ownOf(declared: DeclaredPrivacy | undefined, model: string) {
  return declared && Object.hasOwn(declared.models, model) ? declared.models[model] : undefined;
}

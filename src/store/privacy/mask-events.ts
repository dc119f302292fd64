/** Masks events before they are logged: what was masked never reaches a file, nor does a hash that it could be guessed from. */
import type { FeatureValue, MaskEvent, MaskedAs, PredictionEvent } from '../predictions/prediction-log.ts';
import { type DeclaredPrivacy, hashesValues, type MaskRules, maskRulesOf } from './declared-privacy.ts';
import { featuresHash } from './features-hash.ts';
import type { HomeKey } from './home-key.ts';
import { redactText } from './redact-text.ts';

/** The masking that a project declares, by model; undefined where it declares none. `key` is called when values are hashed. */
export async function openMask(
  declared: DeclaredPrivacy | undefined,
  key: () => Promise<Pick<HomeKey, 'hashed'>>,
): Promise<(model: string) => MaskEvent | undefined> {
  if (!declared) return () => undefined;
  const hashed = hashesValues(declared) ? (await key()).hashed : String;
  return (model) => {
    const rules = maskRulesOf(declared, model);
    if (rules.columns.size === 0 && !rules.redactText) return undefined;
    return (event) => masked(event, rules, hashed);
  };
}

function masked(event: PredictionEvent, rules: MaskRules, hashed: (text: string) => string): PredictionEvent {
  const features: Record<string, FeatureValue> = Object.create(null);
  const marks: Record<string, MaskedAs> = Object.create(null);
  let isMasked = false;
  for (const [name, value] of Object.entries(event.features)) {
    const mark = markOf(rules, name, value);
    features[name] = mark === 'redacted' ? redactText(value as string) : mark ? hidden(mark, value, hashed) : value;
    if (!mark || (mark === 'redacted' && features[name] === value)) continue;
    marks[name] = mark;
    isMasked = true;
  }
  if (!isMasked) return event;
  return { ...event, features, featuresHash: featuresHash(features), masked: marks };
}

function markOf({ columns, redactText: redacts }: MaskRules, name: string, value: FeatureValue): MaskedAs | undefined {
  const rule = columns.get(name);
  if (rule) return rule === 'drop' ? 'dropped' : 'hashed';
  return redacts && typeof value === 'string' ? 'redacted' : undefined;
}

/** A missing value stays missing: that it is says nothing more when hashed, and quality can be watched. */
function hidden(mark: MaskedAs, value: FeatureValue, hashed: (text: string) => string): FeatureValue {
  return mark === 'dropped' || value === null ? null : hashed(featureText(value));
}

/** A feature's value as the text that it is asked for by. */
export function featureText(value: Exclude<FeatureValue, null>): string {
  return Object.is(value, -0) ? '0' : String(value);
}

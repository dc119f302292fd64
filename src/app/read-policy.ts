/** The policy of a rollout as typed: flags over what a JSON file says. */
import { readFile, stat } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';
import type { RolloutPolicyInput } from '../lifecycle/rollout/policy.ts';

const mostBytes = 1_000_000;

export interface TypedPolicy {
  readonly file?: string;
  readonly strategy?: string;
  /** Percent of traffic of each step. */
  readonly steps?: readonly number[];
  readonly weights?: readonly number[];
  readonly columns?: readonly string[];
  readonly stepSeconds?: number;
  readonly stepRequests?: number;
  readonly unitHeader?: string;
  readonly unitColumn?: string;
}

/**
 * The policy, still to be checked by its schema, which knows what fits which strategy.
 *
 * @throws PARAM_INVALID for a file that is not there, is larger than 1 MB or is no JSON object, and for two units.
 */
export async function readPolicy(typed: TypedPolicy): Promise<RolloutPolicyInput> {
  const { file, strategy, steps, weights, columns, stepSeconds, stepRequests, unitHeader, unitColumn } = typed;
  const written = file === undefined ? {} : await readObject(file);
  if (unitHeader !== undefined && unitColumn !== undefined) {
    const law = 'no value beside --unit-column';
    throw new ModelwrightError('PARAM_INVALID', { name: 'unitHeader', law, value: unitHeader });
  }
  const unit = unitHeader === undefined ? unitColumn && { column: unitColumn } : { header: unitHeader.toLowerCase() };
  return {
    strategy: 'canary',
    ...written,
    ...(strategy !== undefined && { strategy }),
    ...(steps && { steps: steps.map((percent) => percent / 100) }),
    ...(weights && { weights }),
    ...(columns && { columns }),
    ...(stepSeconds !== undefined && { leastSeconds: stepSeconds }),
    ...(stepRequests !== undefined && { leastRequests: stepRequests }),
    ...(unit && { unit }),
  } as RolloutPolicyInput;
}

async function readObject(path: string): Promise<object> {
  const refuse = (law: string, value: string) => new ModelwrightError('PARAM_INVALID', { name: 'policy', law, value });
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw refuse('a JSON file', `no file ${path}`);
  if (found.size > mostBytes) throw refuse(`at most ${mostBytes} bytes`, found.size.toString());
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw refuse('a JSON file', `${path}, which is no JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('a JSON object', path);
  return value;
}

/** What a request to load a model may say besides its name, in the terms of Triton's model configuration. */
import { mostKept, type VersionPolicy } from '../../serve/repository/version-policy.ts';
import { invalid } from '../check-body.ts';
import { parseJsonBody } from '../json-body.ts';

type Fields = Readonly<Record<string, unknown>>;

const path = 'parameters.config';

/**
 * The version policy of a request; undefined when it has none.
 *
 * @param parameters By name: `config` is a text of JSON; files are refused, because models come from the registry alone.
 * @throws BODY_INVALID for everything that is not known here, JSON_INVALID
 */
export function policyOfParameters(parameters: Fields): VersionPolicy | undefined {
  const unknown = Object.keys(parameters).find((name) => name !== 'config');
  if (unknown?.startsWith('file:')) throw invalid('parameters', 'files are not taken; models come from the registry');
  if (unknown !== undefined) throw invalid('parameters', `"${unknown.slice(0, 100)}" is not known; it may hold config`);
  const { config } = parameters;
  if (config === undefined) return undefined;
  if (typeof config !== 'string') throw invalid(path, 'expected a text of JSON');
  const fields = fieldsOf(parseJsonBody(Buffer.from(config)), path);
  const other = Object.keys(fields).find((name) => name !== 'version_policy' && name !== 'versionPolicy');
  if (other !== undefined) {
    throw invalid(path, `"${other.slice(0, 100)}" cannot be chosen here; it may hold version_policy`);
  }
  const policy = fields['version_policy'] ?? fields['versionPolicy'];
  return policy === undefined ? undefined : readPolicy(fieldsOf(policy, `${path}.version_policy`));
}

function readPolicy(policy: Fields): VersionPolicy {
  const where = `${path}.version_policy`;
  const [kind, ...more] = Object.keys(policy);
  if (more.length > 0) throw invalid(where, 'expected one of latest, all, specific, found several');
  if (kind === 'all') return { all: true };
  if (kind === 'latest') {
    const latest = fieldsOf(policy['latest'], `${where}.latest`);
    return { latest: countOf(latest['num_versions'] ?? latest['numVersions'] ?? 1, `${where}.latest.num_versions`) };
  }
  if (kind !== 'specific') throw invalid(where, 'expected one of latest, all, specific');
  const { versions } = fieldsOf(policy['specific'], `${where}.specific`);
  if (!Array.isArray(versions) || versions.length === 0 || versions.length > mostKept) {
    throw invalid(`${where}.specific.versions`, `expected a list of 1 to ${mostKept} versions`);
  }
  return { specific: versions.map((version) => numberOf(version, `${where}.specific.versions`)) };
}

function countOf(value: unknown, where: string): number {
  const count = numberOf(value, where);
  if (count > mostKept) throw invalid(where, `expected at most ${mostKept}`);
  return count;
}

/** A whole number from 1 up; JSON of protobuf writes long ones as text. */
function numberOf(value: unknown, where: string): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 1) return number;
  throw invalid(where, 'expected a whole number from 1 up');
}

/** An object. @throws BODY_INVALID */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid(where, 'expected an object');
}

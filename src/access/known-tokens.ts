/** Who the bearer of a signed token is. What was checked is believed for some seconds, so that a busy client costs one check in that time. */
import { errors, jwtVerify } from 'jose';
import { monotonicMs, nowMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { JwtSettings } from './access-settings.ts';
import type { Caller } from './caller.ts';
import { issuerKeys } from './issuer-keys.ts';
import { modelsOfClaims, roleOf } from './token-claims.ts';

export interface KnownTokens {
  /** Whose token it was a moment ago; undefined when it must be checked. */
  recall(token: string): Caller | undefined;
  /** Whose token it is; undefined for one that is not good. @throws ISSUER_UNREACHABLE */
  check(token: string): Promise<Caller | undefined>;
}

interface Believed {
  readonly caller: Caller;
  readonly untilMs: number;
}

const believedMs = 5_000;
const mostTokens = 10_000;
const mostCharacters = 8_192;
/** Clocks of issuers may be wrong by this much. */
const skewSeconds = 60;

/** @throws CONFIG_INVALID for a key file that has no public key */
export async function openKnownTokens(settings: JwtSettings): Promise<KnownTokens> {
  const keys = await issuerKeys(settings);
  const { issuer, audience, algorithms } = settings;
  const law = { issuer, audience, algorithms, clockTolerance: skewSeconds, requiredClaims: ['exp', 'sub'] };
  const believed = new Map<string, Believed>();

  return {
    recall(token) {
      const found = believed.get(sha256(token));
      return found && monotonicMs() < found.untilMs && found.caller.isStillGood() ? found.caller : undefined;
    },
    async check(token) {
      if (token.length > mostCharacters) return undefined;
      const caller = await callerOf(token);
      if (caller) keep(sha256(token), caller);
      return caller;
    },
  };

  async function callerOf(token: string): Promise<Caller | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys as Parameters<typeof jwtVerify>[1], law);
      const { sub, exp } = payload;
      if (sub === undefined || exp === undefined || !isName(sub)) return undefined;
      const untilMs = (exp + skewSeconds) * 1000;
      const models = modelsOfClaims(payload, settings);
      return Object.freeze({
        id: `jwt:${sub}`,
        role: roleOf(payload, settings),
        ...(models && { models }),
        isStillGood: () => nowMs() < untilMs,
      });
    } catch (error) {
      if (error instanceof ModelwrightError) throw error;
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  function keep(hash: string, caller: Caller): void {
    believed.delete(hash);
    if (believed.size >= mostTokens) {
      for (const oldest of believed.keys()) {
        believed.delete(oldest);
        break;
      }
    }
    believed.set(hash, { caller, untilMs: monotonicMs() + believedMs });
  }
}

/** Subjects become names in the audit log. */
function isName(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(text);
}

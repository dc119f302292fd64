/** Who sends a request, from its Authorization header. */
import { ModelwrightError } from '../core/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { AccessSettings, JwtSettings } from './access-settings.ts';
import { anybody, type Caller, stranger } from './caller.ts';
import { openKnownKeys } from './known-keys.ts';
import type { KnownTokens } from './known-tokens.ts';
import { Rates } from './rates.ts';

export interface Identities {
  /**
   * The caller; at once for keys and for tokens that were seen a moment ago. Who says nothing is the stranger.
   *
   * @param peer Address at the other end of the connection, by which failures are counted.
   * @throws CREDENTIALS_INVALID, RATE_EXCEEDED for a peer whose credentials are wrong too often, ISSUER_UNREACHABLE
   */
  identify(authorization: string | undefined, peer: string): Caller | Promise<Caller>;
  close(): Promise<void>;
}

/** Wrong keys and tokens of one address in a second. */
const failuresPerSecond = 20;
const scheme = /^bearer +/i;

/** Opens what the settings name. Where nobody has to say who they are, everybody may do everything. */
export async function openIdentities(
  store: Store,
  { auth, jwt }: Pick<AccessSettings, 'auth' | 'jwt'>,
  report: (error: unknown) => void,
): Promise<Identities> {
  if (auth.length === 0) return { identify: () => anybody, close: async () => {} };
  const tokens = jwt && auth.includes('jwt') ? await tokensOf(jwt) : undefined;
  const keys = auth.includes('keys') ? await openKnownKeys(store, { report }) : undefined;
  const failures = new Rates(failuresPerSecond);

  return {
    identify(authorization, peer) {
      if (authorization === undefined) return stranger;
      const credential = authorization.replace(scheme, '');
      if (credential === authorization) throw failed(peer);
      const known = keys?.callerOf(credential) ?? tokens?.recall(credential);
      if (known) return known;
      if (!tokens || !credential.includes('.')) throw failed(peer);
      const seconds = failures.wait(peer);
      if (seconds > 0) throw tooMany(seconds);
      return tokens.check(credential).then((caller) => {
        if (caller) return caller;
        throw failed(peer);
      });
    },
    close: async () => await keys?.close(),
  };

  function failed(peer: string): ModelwrightError {
    const seconds = failures.take(peer);
    return seconds > 0 ? tooMany(seconds) : new ModelwrightError('CREDENTIALS_INVALID', {});
  }

  function tooMany(seconds: number): ModelwrightError {
    return new ModelwrightError('RATE_EXCEEDED', { limit: failuresPerSecond, seconds });
  }
}

/** Loaded here, not above: most servers start without what reads tokens. */
async function tokensOf(jwt: JwtSettings): Promise<KnownTokens> {
  const { openKnownTokens } = await import('./known-tokens.ts');
  return await openKnownTokens(jwt);
}

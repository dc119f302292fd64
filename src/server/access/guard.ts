/** Who may do what on a server, for all its protocols: who a caller is, whether their role and models do, and how often they may ask. */
import { type AccessInput, type AccessSettings, readAccess } from '../../access/access-settings.ts';
import { type Caller, stranger } from '../../access/caller.ts';
import { checkAccess, type NeededAccess } from '../../access/check-access.ts';
import { type Identities, openIdentities } from '../../access/identities.ts';
import { Rates } from '../../access/rates.ts';
import { reaches } from '../../access/role.ts';
import { isModelwrightError, ModelwrightError } from '../../core/errors.ts';
import type { Store } from '../../store/open-store.ts';
import { AllowedHosts } from './allowed-host.ts';
import { Refusals } from './refusals.ts';
import type { UsedRates } from './used-rates.ts';

/** One request, whatever protocol brings it. */
export interface Asked {
  /** What is asked for, by its pattern. */
  readonly what: string;
  readonly needed: NeededAccess;
  /** Reference of the model in its address. */
  readonly model?: string;
  readonly peer: string;
}

interface GuardOptions {
  readonly access?: AccessInput;
  readonly report: (error: unknown) => void;
  /** Hears the code of everything that is refused. */
  readonly onRefusal: (code: string) => void;
}

export class Guard {
  readonly hosts: AllowedHosts;
  /** How callers may say who they are. */
  readonly ways: AccessSettings['auth'];
  /** Whether callers have to say who they are. */
  readonly isShut: boolean;
  readonly #store: Store;
  readonly #options: GuardOptions;
  readonly #settings;
  readonly #refusals: Refusals;
  readonly #control: Rates;
  readonly #predict: Rates | undefined;
  #identities: Identities | undefined;

  constructor(store: Store, options: GuardOptions) {
    this.#store = store;
    this.#options = options;
    this.#settings = readAccess(options.access ?? {});
    const { allowedHosts, auth, controlRate, predictRate } = this.#settings;
    this.hosts = new AllowedHosts(allowedHosts);
    this.ways = auth;
    this.isShut = auth.length > 0;
    this.#refusals = new Refusals(store, options.report);
    this.#control = new Rates(controlRate);
    this.#predict = predictRate === undefined ? undefined : new Rates(predictRate);
  }

  /** Reads keys; nobody is let in before. */
  async open(): Promise<void> {
    this.#identities = await openIdentities(this.#store, this.#settings, this.#options.report);
  }

  async close(): Promise<void> {
    await this.#identities?.close();
    await this.#refusals.close();
  }

  /** What callers used up here since this was asked last; undefined for nothing. */
  usedUp(): UsedRates | undefined {
    const used = { control: this.#control.taken(), predict: this.#predict?.taken() ?? [] };
    return used.control.length + used.predict.length > 0 ? used : undefined;
  }

  /** What callers used up in another process of the server. */
  useUp({ control, predict }: UsedRates): void {
    for (const [name, count] of control) this.#control.useUp(name, count);
    for (const [name, count] of predict) this.#predict?.useUp(name, count);
  }

  /**
   * The caller, when they may do what they ask for; at once, but for tokens that must be checked.
   *
   * @throws what `Identities.identify` and `checkAccess` throw, RATE_EXCEEDED
   */
  admit(authorization: string | undefined, asked: Asked): Caller | Promise<Caller> {
    if (asked.needed.role === 'public') return this.#recognise(authorization, asked);
    try {
      const caller = this.#identify(authorization, asked);
      if (!(caller instanceof Promise)) return this.#admitted(caller, asked);
      return caller.then((one) => this.#admitted(one, asked)).catch((error) => this.#refuse(error, asked));
    } catch (error) {
      return this.#refuse(error, asked);
    }
  }

  /** The caller of what everybody may do: it tells more to who shows a good key, and as much as ever to who shows a bad one. */
  #recognise(authorization: string | undefined, asked: Asked): Caller | Promise<Caller> {
    try {
      const caller = this.#identify(authorization, asked);
      return caller instanceof Promise ? caller.catch(() => stranger) : caller;
    } catch {
      return stranger;
    }
  }

  #identify(authorization: string | undefined, { peer }: Asked): Caller | Promise<Caller> {
    if (!this.#identities) throw new ModelwrightError('INTERNAL', { problem: 'the guard is not open' });
    return this.#identities.identify(authorization, peer);
  }

  #admitted(caller: Caller, { needed, model, what, peer }: Asked): Caller {
    try {
      checkAccess(caller, needed, model);
    } catch (error) {
      if (isModelwrightError(error) && error.http === 403) this.#audit(caller.id, what, error.code, needed, peer);
      throw error;
    }
    if (this.isShut) {
      const isPrediction = needed.role === 'predictor';
      const limit = isPrediction ? this.#settings.predictRate : this.#settings.controlRate;
      const seconds = (isPrediction ? this.#predict : this.#control)?.take(caller.id) ?? 0;
      if (seconds > 0) throw new ModelwrightError('RATE_EXCEEDED', { limit: limit ?? 0, seconds });
    }
    return caller;
  }

  #refuse(error: unknown, { needed, what, peer }: Asked): never {
    if (isModelwrightError(error)) {
      this.#options.onRefusal(error.code);
      if (error.http === 401) this.#audit('unknown', what, error.code, needed, peer);
    }
    throw error;
  }

  #audit(actor: string, what: string, code: string, { role }: NeededAccess, peer: string): void {
    if (reaches(role, 'operator')) this.#refusals.add({ actor, what, code, peer });
  }
}

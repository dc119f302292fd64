/**
 * Which names a request may reach the server by, and which pages may send one. A page of somebody else can make a browser on this
 * machine send requests, also under a name of its own that it lets point here; both are told by headers that pages cannot forge.
 */
import { isIP } from 'node:net';
import { ModelwrightError } from '../../core/errors.ts';

const shown = 100;

/** The host in a Host header, without port and brackets; undefined for what is none. */
function hostnameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return bracketed ?? plain?.toLowerCase();
}

/** Decides by headers; answers for hosts that were seen are remembered, so that the usual request costs one look. */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  #last = '';

  /** @param names Such as `ml.example.com`; `.example.com` stands for all names below it. */
  constructor(names: readonly string[]) {
    const small = names.map((name) => name.toLowerCase());
    this.#names = new Set(['localhost', ...small.filter((name) => !name.startsWith('.'))]);
    this.#suffixes = small.filter((name) => name.startsWith('.'));
  }

  /**
   * @param host Host header: a name of the server, or an address, which no name can have been made to point to.
   * @param origin Origin header, which browsers send: the server itself, or a page of one of its names.
   * @throws HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED
   */
  check(host: string | undefined, origin: string | undefined): void {
    if (host === undefined) throw new ModelwrightError('HOST_NOT_ALLOWED', { host: 'of no name' });
    if (host !== this.#last) {
      const name = hostnameOf(host);
      if (name === undefined || !(isIP(name) || this.#isNamed(name))) {
        throw new ModelwrightError('HOST_NOT_ALLOWED', { host: host.slice(0, shown) });
      }
      this.#last = host;
    }
    if (origin !== undefined && !this.#isOwnPage(origin, host)) {
      throw new ModelwrightError('ORIGIN_NOT_ALLOWED', { origin: origin.slice(0, shown) });
    }
  }

  #isOwnPage(origin: string, host: string): boolean {
    const [, from] = /^https?:\/\/([^/]+)$/i.exec(origin) ?? [];
    if (from === undefined) return false;
    if (from.toLowerCase() === host.toLowerCase()) return true;
    const name = hostnameOf(from);
    return name !== undefined && name !== 'localhost' && this.#isNamed(name);
  }

  #isNamed(name: string): boolean {
    return this.#names.has(name) || this.#suffixes.some((suffix) => name.endsWith(suffix));
  }
}

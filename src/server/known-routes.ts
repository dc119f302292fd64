/** Which methods a path takes, to tell a wrong method from a wrong path. */

/** Collects routes as they are registered. */
export class KnownRoutes {
  readonly #methods = new Map<string, Set<string>>();
  readonly #patterns: { readonly pattern: RegExp; readonly url: string }[] = [];

  /** `url` is a pattern such as `/v1/models/:name`. */
  add(url: string, methods: readonly string[]): void {
    let known = this.#methods.get(url);
    if (!known) {
      known = new Set();
      this.#methods.set(url, known);
      const parts = url
        .split('/')
        .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
      this.#patterns.push({ pattern: new RegExp(`^${parts.join('/')}$`), url });
    }
    for (const method of methods) known.add(method);
  }

  /** Methods that a path takes; undefined for a path that no route has. */
  methodsOf(path: string): string[] | undefined {
    const found = this.#patterns.find(({ pattern }) => pattern.test(path));
    return found && [...this.#methods.get(found.url)!];
  }
}

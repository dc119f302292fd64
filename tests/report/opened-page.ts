/** Files opened in a headless browser that is watched from outside, so that a page without scripts can be asked what became of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

export interface OpenedPage {
  /** What stands in `window.__ran`; null when nothing of the page has set it. */
  readonly ran: unknown;
  /** What the policy of the page has refused. */
  readonly refused: readonly string[];
  /** Addresses that were asked for, besides the file itself. */
  readonly asked: readonly string[];
  readonly dialogs: readonly string[];
}

type Message = { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown };

/** Before anything of the page: a marker to be set, and a list of what the policy refuses. */
const prelude = `
  window.__ran = null;
  window.__refused = [];
  addEventListener('securitypolicyviolation', (event) => __refused.push(event.violatedDirective + ' ' + event.blockedURI), true);
`;

/** What a reader does: points at everything, and follows what would run a script. */
const reader = `
  for (const element of document.querySelectorAll('*')) {
    for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle']) element.dispatchEvent(new Event(type));
  }
  document.querySelectorAll('a[href^="javascript:" i]').forEach((link) => link.click());
  new Promise((done) => setTimeout(() => done(JSON.stringify({ ran: window.__ran, refused: window.__refused })), 20));
`;

/** A browser that opens one page after another. Speaks the DevTools protocol over pipes, so no port is open. */
export class WatchedBrowser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modelwright-browser-'));
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #hear: (method: string, params: unknown) => void = () => {};
  #session: string | undefined;
  #id = 0;

  constructor(path: string) {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
    this.#child = spawn(path, [...flags, `--user-data-dir=${join(this.#folder, 'profile')}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    let rest = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = `${rest}${text}`.split('\0');
      rest = messages.pop()!;
      for (const message of messages) this.#take(JSON.parse(message) as Message);
    });
  }

  async open(page: string): Promise<OpenedPage> {
    const file = join(this.#folder, `${++this.#id}.html`);
    writeFileSync(file, page);
    await this.#attach();
    const url = pathToFileURL(file).href;
    const asked: string[] = [];
    const dialogs: string[] = [];
    const loaded = new Promise<void>((resolve) => {
      this.#hear = (method, params) => {
        const { request, message } = params as {
          readonly request?: { readonly url: string };
          readonly message?: string;
        };
        if (method === 'Page.loadEventFired') resolve();
        if (method === 'Network.requestWillBeSent' && request?.url !== url && !request?.url.startsWith('data:')) {
          asked.push(request!.url);
        }
        if (method === 'Page.javascriptDialogOpening') {
          dialogs.push(message ?? '');
          void this.#ask('Page.handleJavaScriptDialog', { accept: true });
        }
      };
    });
    await this.#ask('Page.navigate', { url });
    await loaded;
    const found = await this.#ask('Runtime.evaluate', { expression: reader, awaitPromise: true });
    const { value } = (found as { readonly result: { readonly value: string } }).result;
    return { ...(JSON.parse(value) as Pick<OpenedPage, 'ran' | 'refused'>), asked, dialogs };
  }

  async close(): Promise<void> {
    this.#child.kill();
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #attach(): Promise<void> {
    if (this.#session !== undefined) return;
    const { targetId } = (await this.#ask('Target.createTarget', { url: 'about:blank' })) as {
      readonly targetId: string;
    };
    const attached = await this.#ask('Target.attachToTarget', { targetId, flatten: true });
    this.#session = (attached as { readonly sessionId: string }).sessionId;
    for (const domain of ['Page', 'Runtime', 'Network']) await this.#ask(`${domain}.enable`);
    await this.#ask('Page.addScriptToEvaluateOnNewDocument', { source: prelude });
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#id;
    const question = JSON.stringify({ id, method, params, ...(this.#session && { sessionId: this.#session }) });
    (this.#child.stdio[3] as Writable).write(`${question}\0`);
    const answered = new Promise<unknown>((resolve) => this.#answers.set(id, resolve));
    const gone = this.#ended.then(() => Promise.reject(new Error('the browser ended without an answer')));
    return Promise.race([answered, gone]);
  }

  #take({ id, method, params, result }: Message): void {
    if (method !== undefined) this.#hear(method, params ?? {});
    if (id === undefined) return;
    this.#answers.get(id)?.(result);
    this.#answers.delete(id);
  }
}

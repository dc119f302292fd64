/** The patience of the client against servers that are played: what is tried again, when, and what is held back. */
import { describe, expect, it } from 'vitest';
import { ClientError } from './client-error.ts';
import type { Surroundings } from './clock.ts';
import { createClient } from './create-client.ts';
import { Throttle } from './throttle.ts';

/** Time that passes only while somebody waits. */
function playedSurroundings(chance = () => 0.5) {
  let at = 0;
  const waits: number[] = [];
  const surroundings: Surroundings = {
    now: () => at,
    random: chance,
    async sleep(ms) {
      waits.push(ms);
      at += ms;
    },
  };
  const pass = (ms: number) => {
    at += ms;
  };
  return { surroundings, waits, pass };
}

type Answer = Response | Error | 'nothing';

/** A client whose requests get these answers, one after the other, the last for ever. */
function played(answers: readonly (() => Answer)[], options: object = {}) {
  const { surroundings, waits, pass } = playedSurroundings();
  const sent: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetchPlayed = ((url: string, init: RequestInit) => {
    const answer = answers[Math.min(sent.push({ url, init }) - 1, answers.length - 1)]();
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer !== 'nothing') return Promise.resolve(answer);
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  }) as typeof fetch;
  const client = createClient({ url: 'http://server/base/', fetch: fetchPlayed, surroundings, ...options });
  return { client, sent, waits, pass };
}

const ok = () => Response.json({ models: [] });
const failed = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { code: 'SERVER_BUSY', message: 'busy', details: { limit: 3 } } }, { status, headers });
const broken = () => new TypeError('fetch failed');
const caught = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable(),
    (error: unknown) => error as ClientError,
  );

describe('what may pass is tried again', () => {
  it.each<[string, () => Answer]>([
    ['a broken connection', broken],
    ...[408, 429, 502, 503, 504].map((status): [string, () => Answer] => [`status ${status}`, () => failed(status)]),
  ])('%s', async (_, answer) => {
    const { client, sent, waits } = played([answer, answer, ok]);
    expect(await client.models()).toEqual([]);
    expect(sent.map(({ url }) => url)).toEqual(new Array(3).fill('http://server/base/v1/models'));
    // Half of 100 ms, then half of 200 ms.
    expect(waits).toEqual([50, 100]);
  });

  it('three times at most, and then says what the server said', async () => {
    const { client, sent } = played([() => failed(503)]);
    const error = await caught(client.models());
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({
      code: 'SERVER_BUSY',
      message: 'busy',
      status: 503,
      details: { limit: 3 },
      attempts: 3,
    });
    expect(sent).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409, 413, 422, 500, 507])('but not status %d', async (status) => {
    const { client, sent } = played([() => failed(status), ok]);
    expect(await caught(client.models())).toMatchObject({ code: 'SERVER_BUSY', status, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it('after the time that the server asks for, unless the call has less', async () => {
    const seconds = played([() => failed(503, { 'retry-after': '2' }), ok]);
    await seconds.client.models();
    expect(seconds.waits).toEqual([2050]);
    const dates = { date: 'Sun, 22 Nov 2026 01:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 01:00:03 GMT' };
    const date = played([() => failed(429, dates), ok]);
    await date.client.models();
    expect(date.waits).toEqual([3050]);
    const long = played([() => failed(503, { 'retry-after': '60' }), ok]);
    expect(await caught(long.client.models())).toMatchObject({ retryAfterMs: 60_000, attempts: 1 });
    expect(long.waits).toEqual([]);
  });

  it('no more often than the budget of retries allows', async () => {
    const { client, sent, pass } = played([() => failed(408)], { attempts: 2 });
    for (let i = 0; i < 30; i++) await caught(client.models());
    expect(sent).toHaveLength(40);
    pass(130_000);
    await caught(client.models());
    expect(sent).toHaveLength(42);
  });
});

describe('no answer', () => {
  it('in time is an error of its own', async () => {
    const { client, sent } = played([() => 'nothing'], { attemptMs: 20, attempts: 2 });
    const error = await caught(client.models());
    expect(error).toMatchObject({ code: 'CLIENT_TIMEOUT', attempts: 2, message: expect.stringContaining('20 ms') });
    expect(sent).toHaveLength(2);
  });

  it('from a server that is not there is one, too', async () => {
    const { client } = played([broken]);
    expect(await caught(client.models())).toMatchObject({ code: 'CLIENT_UNREACHABLE', attempts: 3 });
  });

  it('that can be read is one', async () => {
    const proxy = played([() => new Response('<html>', { status: 500 })]);
    expect(await caught(proxy.client.models())).toMatchObject({ code: 'CLIENT_ANSWER_INVALID', status: 500 });
    const torn = played([() => new Response('{"models":')]);
    expect(await caught(torn.client.models())).toMatchObject({ code: 'CLIENT_ANSWER_INVALID', status: 200 });
    expect(torn.sent).toHaveLength(1);
  });

  it('is wanted any more when the caller aborts', async () => {
    const stop = new AbortController();
    const { client, sent } = played([() => 'nothing']);
    const call = client.models({ signal: stop.signal });
    const reason = new Error('left the page');
    stop.abort(reason);
    expect(await caught(call)).toBe(reason);
    expect(await caught(client.models({ signal: stop.signal }))).toBe(reason);
    expect(sent).toHaveLength(1);
  });
});

describe('throttling', () => {
  it('follows max(0, (asked - 2 accepted) / (asked + 1)) over two minutes', () => {
    const { surroundings, pass } = playedSurroundings();
    const throttle = new Throttle(surroundings);
    for (let i = 0; i < 9; i++) throttle.ask();
    expect(throttle.refusalChance).toBe(0);
    throttle.ask();
    expect(throttle.refusalChance).toBe(10 / 11);
    for (let i = 0; i < 4; i++) throttle.accept();
    expect(throttle.refusalChance).toBe(2 / 11);
    throttle.accept();
    expect(throttle.refusalChance).toBe(0);
    for (let i = 0; i < 10; i++) throttle.ask();
    expect(throttle.refusalChance).toBe(10 / 21);
    pass(60_000);
    for (let i = 0; i < 10; i++) throttle.ask();
    expect(throttle.refusalChance).toBe(20 / 31);
    pass(61_000);
    expect(throttle.refusalChance).toBe(10 / 11);
    pass(120_001);
    expect(throttle.refusalChance).toBe(0);
  });

  it('sends an overloaded server about what it takes, and everything again once it does', async () => {
    let draws = 0;
    const { surroundings, pass } = playedSurroundings(() => (draws++ % 100) / 100);
    let isOverloaded = true;
    let sent = 0;
    const client = createClient({
      url: 'http://server',
      surroundings,
      attempts: 1,
      fetch: (async () => {
        sent++;
        return isOverloaded && sent % 10 !== 0 ? failed(503) : ok();
      }) as typeof fetch,
    });
    const ask = async (times: number) => {
      let held = 0;
      for (let i = 0; i < times; i++) {
        pass(10);
        await client.models().catch(({ code, attempts }: ClientError) => {
          if (code === 'CLIENT_THROTTLED') held++;
          expect(attempts).toBe(code === 'CLIENT_THROTTLED' ? 0 : 1);
        });
      }
      return held;
    };
    const held = await ask(1000);
    // A server that takes a tenth gets twice as much as it takes, of ten times as much.
    expect(held).toBeGreaterThan(700);
    isOverloaded = false;
    pass(120_000);
    expect(await ask(200)).toBe(0);
  });
});

it('refuses an address that is none', () => {
  expect(() => createClient({ url: 'server' })).toThrow(TypeError);
  expect(() => createClient({ url: 'ftp://server' })).toThrow('begins with http');
});

describe('a token', () => {
  const tokensOf = (sent: readonly { readonly init: RequestInit }[]) =>
    sent.map(({ init }) => new Headers(init.headers).get('authorization'));

  it('goes with every request; a function is asked for each', async () => {
    const fixed = played([ok], { token: 'mw_one', headers: { authorization: 'Bearer other', 'x-team': 'a' } });
    await fixed.client.models();
    expect(tokensOf(fixed.sent)).toEqual(['Bearer mw_one']);
    expect(new Headers(fixed.sent[0].init.headers).get('x-team')).toBe('a');
    let asked = 0;
    const renewed = played([() => failed(503), ok], { token: async () => `t${++asked}` });
    await renewed.client.labels([]);
    expect(tokensOf(renewed.sent)).toEqual(['Bearer t1', 'Bearer t2']);
    const none = played([ok]);
    await none.client.models();
    expect(tokensOf(none.sent)).toEqual([null]);
  });

  it('that cannot be had, or not in time, sends nothing', async () => {
    const cause = new Error('no login');
    const failing = played([ok], { token: () => Promise.reject(cause) });
    expect(await caught(failing.client.models())).toMatchObject({ code: 'CLIENT_TOKEN_ABSENT', attempts: 0, cause });
    const waiting = played([ok], { token: () => new Promise(() => {}), attemptMs: 20, attempts: 1 });
    expect((await caught(waiting.client.models())).code).toBe('CLIENT_TIMEOUT');
    expect([...failing.sent, ...waiting.sent]).toEqual([]);
  });
});

describe('what is sent along', () => {
  const headersOf = ({ init }: { readonly init: RequestInit }) => init.headers as Record<string, string>;

  it('says until when somebody waits, and how urgent it is, where the server reckons with it', async () => {
    const { client, sent } = played([() => failed(503), () => Response.json({}), ok]);
    await client.model('m').predict([], { attemptMs: 5000, timeoutMs: 2000, priority: 'batch' });
    await client.models();
    expect(sent.map((one) => headersOf(one)['x-request-timeout-ms'])).toEqual(['2000', '1950', undefined]);
    expect(sent.map((one) => headersOf(one)['x-request-priority'])).toEqual(['batch', 'batch', undefined]);
  });

  it('is not repeated when it may have arrived and would be done twice', async () => {
    const { client, sent } = played([broken]);
    expect(await caught(client.model('m').submit([{}]))).toMatchObject({ code: 'CLIENT_UNREACHABLE', attempts: 1 });
    expect(sent).toHaveLength(1);
    const other = played([() => failed(503), () => Response.json({ jobId: 'job_1' }, { status: 202 })]);
    expect(await other.client.model('m').submit([{}])).toEqual({ jobId: 'job_1' });
    expect(other.sent).toHaveLength(2);
  });
});

describe('a job that is waited for', () => {
  const job = (state: string) => () => Response.json({ jobId: 'job_1', state, rows: 1 });

  it('is asked for less and less often, also while the server is away for a moment', async () => {
    const away = new Array(3).fill(broken);
    const { client, waits } = played([job('queued'), ...away, job('running'), job('done')]);
    expect(await client.jobs.wait('job_1')).toMatchObject({ state: 'done' });
    // 50 and 100 are the retries of one look.
    expect(waits).toEqual([100, 50, 100, 200, 400]);
  });

  it('is given up when the server stays away', async () => {
    const { client } = played([job('running'), broken]);
    const error = await caught(client.jobs.wait('job_1', { awayMs: 1000 }));
    expect(error.code).toBe('CLIENT_UNREACHABLE');
    const refused = played([() => failed(404)]);
    expect((await caught(refused.client.jobs.wait('job_1'))).status).toBe(404);
  });
});

it('answers that break off in the middle say so, and errors name the request for the log', async () => {
  const cut = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"line":1}\n{"li')),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  const { client } = played([() => new Response(cut)]);
  const answers = client.jobs.results('job_1');
  expect((await answers.next()).value).toMatchObject({ row: 0 });
  expect(await caught(answers.next())).toMatchObject({ code: 'CLIENT_UNREACHABLE' });
  const named = played([() => failed(422, { 'x-request-id': 'order-4711' })]);
  expect(await caught(named.client.models())).toMatchObject({ requestId: 'order-4711' });
});

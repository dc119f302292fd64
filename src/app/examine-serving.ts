/** What whoever runs a server should know of it before it is in use: who may ask, what is kept of people, how many connections fit. */
import { readFile } from 'node:fs/promises';
import { listKeys } from '../access/keys.ts';
import { nowMs } from '../core/clock.ts';
import type { DeclaredWebhooks } from '../jobs/webhooks/declared-webhooks.ts';
import { openWebhooks } from '../jobs/webhooks/open-webhooks.ts';
import type { Store } from '../store/open-store.ts';
import { keepsForEver } from '../store/privacy/declared-privacy.ts';
import type { Examination } from './examine.ts';
import type { Project } from './project.ts';

type Found = Omit<Examination, 'name'>;

const dayMs = 24 * 60 * 60_000;
const soonDays = 14;
const mostNamed = 5;
/** Files that a process has open besides its connections. */
const otherFiles = 1_000;
const connections = 10_000;

/** Told, not refused: how open a server is to be is for its owner to say. */
export async function examineServing(
  { access, privacy, serving }: Pick<Project, 'access' | 'privacy' | 'serving'>,
  store?: Store,
): Promise<Examination[]> {
  const keys = access?.auth.includes('keys') && store ? await keysFound(store) : undefined;
  return [
    { name: 'access', ...accessFound(access) },
    ...(keys ? [{ name: 'keys', ...keys }] : []),
    ...webhooksFound(serving?.webhooks ?? {}),
    { name: 'personal data', ...maskingFound(privacy) },
    { name: 'retention', ...retentionFound(privacy) },
    { name: 'open files', ...(await filesFound()) },
  ];
}

function accessFound(access: Project['access']): Found {
  if (!access || access.auth.length === 0) {
    return { ok: true, detail: 'a server asks nobody who they are, and stays on this machine (serve --auth keys)' };
  }
  return { ok: true, detail: `callers show ${access.auth.join(' or ')}` };
}

/** Keys that end soon, so that their programs get new ones in time. */
async function keysFound(store: Store): Promise<Found> {
  const good = await listKeys(store, { all: false });
  if (good.length === 0) return { ok: false, detail: 'no key is good: nobody can call the server (keys create)' };
  const ending = good
    .map(({ name, expiresAt }) => ({ name, days: Math.floor((new Date(expiresAt).getTime() - nowMs()) / dayMs) }))
    .filter(({ days }) => days < soonDays)
    .sort((a, b) => a.days - b.days);
  const named = ending.slice(0, mostNamed).map(({ name, days }) => `${name} in ${days} days`);
  const more = ending.length > mostNamed ? `, and ${ending.length - mostNamed} more` : '';
  return { ok: true, detail: `${good.length} good${ending.length > 0 ? `; ending: ${named.join(', ')}${more}` : ''}` };
}

/** A server leaves those alone that have no secret in its environment. */
function webhooksFound(declared: DeclaredWebhooks): Examination[] {
  const { ready, problems } = openWebhooks(declared, process.env);
  if (ready.size + problems.length === 0) return [];
  if (problems.length > 0) {
    return [{ name: 'webhooks', ok: false, detail: problems.map(({ message }) => message).join('; ') }];
  }
  return [{ name: 'webhooks', ok: true, detail: `${[...ready.keys()].join(', ')}, signed` }];
}

function maskingFound(privacy: Project['privacy']): Found {
  const models = Object.entries(privacy?.models ?? {});
  const columns = new Set([privacy, ...models.map(([, own]) => own)].flatMap((one) => Object.keys(one?.columns ?? {})));
  const redacts = privacy?.redactText === true || models.some(([, own]) => own.redactText === true);
  if (columns.size === 0 && !redacts) return { ok: true, detail: 'the prediction log keeps every column as it came' };
  const told = [
    ...(columns.size > 0 ? [`${columns.size} columns masked`] : []),
    ...(redacts ? ['texts redacted'] : []),
  ];
  return { ok: true, detail: told.join(', ') };
}

function retentionFound(privacy: Project['privacy']): Found {
  if (!privacy || keepsForEver(privacy)) return { ok: true, detail: 'predictions are kept for ever' };
  const own = Object.entries(privacy.models).filter(([, { keepDays }]) => keepDays !== undefined);
  const all = privacy.keepDays === undefined ? 'for ever' : `${privacy.keepDays} days`;
  return { ok: true, detail: [all, ...own.map(([name, { keepDays }]) => `${name} ${keepDays} days`)].join(', ') };
}

/** Only Linux says. */
async function filesFound(): Promise<Found> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, most] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  if (most === undefined) return { ok: true, detail: 'this system does not say how many there may be' };
  const isEnough = most === 'unlimited' || Number(most) >= connections + otherFiles;
  const advice = `; a server takes up to ${connections} connections (ulimit -n ${connections + otherFiles})`;
  return { ok: true, detail: `${most} at most${isEnough ? '' : advice}` };
}

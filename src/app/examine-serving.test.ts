import { expect, it, vi } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { readAccess } from '../access/access-settings.ts';
import { createKey } from '../access/keys.ts';
import { servingSchema } from '../serve/repository/declared-serving.ts';
import { openStore } from '../store/open-store.ts';
import { privacySchema } from '../store/privacy/declared-privacy.ts';
import { examineServing } from './examine-serving.ts';

const told = async (...asked: Parameters<typeof examineServing>) =>
  Object.fromEntries(
    (await examineServing(...asked)).map(({ name, ok, detail }) => [name, `${ok ? '' : 'BAD '}${detail}`]),
  );

it('tells what is open, kept and unmasked where nothing is declared', async () => {
  expect(await told({})).toEqual({
    access: expect.stringContaining('asks nobody'),
    'personal data': 'the prediction log keeps every column as it came',
    retention: 'predictions are kept for ever',
    'open files': expect.stringMatching(/at most|does not say/),
  });
});

it('tells what is declared, and which keys end soon', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const access = readAccess({ auth: ['keys'] });
    const models = { churn: { columns: { income: 'drop' as const }, keepDays: 30 } };
    const privacy = privacySchema.parse({ columns: { email: 'drop' }, redactText: true, keepDays: 90, models });
    expect(await told({ access, privacy }, store)).toMatchObject({
      access: 'callers show keys',
      keys: 'BAD no key is good: nobody can call the server (keys create)',
      'personal data': '2 columns masked, texts redacted',
      retention: '90 days, churn 30 days',
    });
    const key = { role: 'viewer' as const, actor: 'ann' };
    await createKey(store, { ...key, name: 'shop', expiresDays: 90 });
    await createKey(store, { ...key, name: 'ci', expiresDays: 3 });
    expect(await told({ access }, store)).toMatchObject({ keys: '2 good; ending: ci in 2 days' });
    await store.close();
  }));

it('tells which webhooks have no secret to be signed with', async () => {
  const url = 'https://a.example/jobs';
  const nightly = { url, secretEnv: 'HOOK_SECRET' };
  const weekly = { url, secretEnv: ['HOOK_SECRET', 'HOOK_NEXT'] };
  const serving = servingSchema.parse({ webhooks: { nightly, weekly } });
  try {
    vi.stubEnv('HOOK_SECRET', Buffer.alloc(32, 1).toString('base64'));
    const lacking = (await told({ serving }))['webhooks'];
    expect(lacking).toMatch(/^BAD webhook "weekly" needs a secret in the variable HOOK_NEXT/);
    expect(lacking).not.toContain('nightly');
    vi.stubEnv('HOOK_NEXT', Buffer.alloc(32, 2).toString('base64'));
    expect(await told({ serving })).toMatchObject({ webhooks: 'nightly, weekly, signed' });
  } finally {
    vi.unstubAllEnvs();
  }
});

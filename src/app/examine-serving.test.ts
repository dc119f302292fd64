import { expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { readAccess } from '../access/access-settings.ts';
import { createKey } from '../access/keys.ts';
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

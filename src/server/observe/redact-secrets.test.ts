import { expect, it } from 'vitest';
import { redactSecrets } from './redact-secrets.ts';

it.each([
  ['password=hunter2 for me', 'password=[redacted] for me'],
  ['{"apiKey":"abc","rows":3}', '{"apiKey":"[redacted]","rows":3}'],
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [redacted]'],
  ['postgres://user:pa55@host/db', 'postgres://user:[redacted]@host/db'],
  ['key AKIAABCDEFGHIJKLMNOP ends', 'key [redacted] ends'],
  ['mw_0123456789abcdefghijKLMN', '[redacted]'],
])('hides the secret of %s', (text, expected) => expect(redactSecrets(text)).toBe(expected));

it.each(['column "distance" is missing', 'expected 3 tokens, got 4', 'http://127.0.0.1:8080/v2'])('leaves %s', (text) =>
  expect(redactSecrets(text)).toBe(text),
);

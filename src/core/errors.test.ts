import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from './error-table.ts';
import { asModelwrightError, ModelwrightError } from './errors.ts';

describe('ModelwrightError', () => {
  it.each(Object.entries(errorTable))('%s fills its message and has statuses that fit', (code, row) => {
    const names = [...row.message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const details = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const error = new ModelwrightError(code as ErrorCode, details as never);
    expect(error.message).not.toMatch(/[{}]|undefined/);
    for (const name of names) expect(error.message).toContain(`<${name}>`);
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(error.http).toBeGreaterThanOrEqual(400);
    expect([1, 2, 3]).toContain(error.exit);
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code, message: error.message, details });
  });

  it('spells out control characters, which could forge lines', () => {
    const { message } = new ModelwrightError('SOURCE_NOT_FOUND', { source: 'a\n\u001b[31mb' });
    expect(message).toContain('a\\u000a\\u001b[31mb');
  });

  it('turns what is not ours into INTERNAL and leaves ours alone', () => {
    const own = new ModelwrightError('SOURCE_EMPTY', { source: 'x' });
    expect(asModelwrightError(own)).toBe(own);
    expect(asModelwrightError(new TypeError('oops'))).toMatchObject({
      code: 'INTERNAL',
      message: 'internal error: oops',
    });
    expect(asModelwrightError('text')).toMatchObject({ code: 'INTERNAL' });
  });
});

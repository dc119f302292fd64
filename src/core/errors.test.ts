import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from './error-table.ts';
import { asModelwrightError, isModelwrightError, ModelwrightError } from './errors.ts';

describe('ModelwrightError', () => {
  it('fills its message from the details and keeps them for programs', () => {
    const error = new ModelwrightError('ROWS_TOO_FEW', { what: 'a holdout', needed: 2, rows: 1, extra: ['more'] });
    expect(error.message).toBe('a holdout needs at least 2 rows, got 1');
    expect(error).toMatchObject({ name: 'ModelwrightError', code: 'ROWS_TOO_FEW', http: 422, exit: 1 });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'ROWS_TOO_FEW',
      message: error.message,
      details: { what: 'a holdout', needed: 2, rows: 1, extra: ['more'] },
    });
  });

  it('does not fill placeholders that a value brings along', () => {
    const error = new ModelwrightError('PARAM_INVALID', { name: '{value}', law: '$& $1', value: 'secret' });
    expect(error.message).toBe('{value}: expected $& $1, got secret');
  });

  it('shows control characters, so that a value can neither begin a line nor steer a terminal', () => {
    const source = 'a\n\u001b[31mINFO all well\r\u0000\u009b';
    const { message, details } = new ModelwrightError('SOURCE_NOT_FOUND', { source });
    expect(message).toBe(
      'source "a\\u000a\\u001b[31mINFO all well\\u000d\\u0000\\u009b" does not exist or matches no file',
    );
    expect(details).toEqual({ source });
  });

  it('keeps the cause', () => {
    const cause = new Error('disk full');
    expect(new ModelwrightError('INTERNAL', { problem: 'x' }, { cause }).cause).toBe(cause);
  });
});

describe('asModelwrightError', () => {
  it('hands on what is ours', () => {
    const error = new ModelwrightError('SOURCE_EMPTY', { source: 'a.csv' });
    expect(asModelwrightError(error)).toBe(error);
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('makes an internal error of %s and keeps it as the cause', (thrown, problem) => {
    const error = asModelwrightError(thrown);
    expect(error).toMatchObject({ code: 'INTERNAL', http: 500, details: { problem } });
    expect(error.message).toBe(`internal error: ${problem}`);
    expect(error.cause).toBe(thrown);
  });
});

describe('isModelwrightError', () => {
  it('tells ours from others, also from those that look alike', () => {
    expect(isModelwrightError(new ModelwrightError('SOURCE_EMPTY', { source: 'a.csv' }))).toBe(true);
    expect(isModelwrightError(Object.assign(new Error('no'), { code: 'SOURCE_EMPTY' }))).toBe(false);
    expect(isModelwrightError(null)).toBe(false);
  });
});

describe('the error table', () => {
  const rows = Object.entries(errorTable);

  it.each(rows)('%s has a code, a message and statuses that agree', (code, { message, http, grpc, exit }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(message).toMatch(/^(?![A-Z][a-z]).*[^.]$/);
    expect(message.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[{}]/);
    const names = Array.from(message.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    const filled = new ModelwrightError(
      code as ErrorCode,
      Object.fromEntries(names.map((name) => [name, `<${name}>`])) as never,
    );
    for (const name of names) expect(filled.message).toContain(`<${name}>`);
    expect([1, 2, 3]).toContain(exit);
    expect(http).toBeGreaterThanOrEqual(400);
    expect(http).toBeLessThan(600);
    // A gate that refuses is a conflict and not a failure; lost data is the server's trouble, never the caller's.
    if (exit === 3) expect([http, grpc]).toEqual([409, 'FAILED_PRECONDITION']);
    if (grpc === 'DATA_LOSS' || grpc === 'INTERNAL') expect(http).toBe(500);
    if (grpc === 'NOT_FOUND') expect(http).toBe(404);
  });
});

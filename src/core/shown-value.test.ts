import { describe, expect, it } from 'vitest';
import { shownValue } from './shown-value.ts';

describe('shownValue', () => {
  const input = { name: 'churn', steps: [5, 'all'], long: 'x'.repeat(200), count: 1n };

  it.each([
    ['a text', ['name'], '"churn"'],
    ['a value in a list', ['steps', 1], '"all"'],
    ['a list', ['steps'], '[5,"all"]'],
    ['what is not there', ['steps', 7, 'share'], 'nothing'],
    ['the start of a long text', ['long'], `"${'x'.repeat(99)}...`],
    ['what JSON cannot say', ['count'], '1n'],
  ])('shows %s', (_, path, text) => {
    expect(shownValue(input, path)).toBe(text);
  });
});

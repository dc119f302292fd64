/** Texts from files that would steer a terminal. */
import { expect, it } from 'vitest';
import { withoutControls } from './plain.ts';

it('spells out control characters and direction marks, in keys too', () => {
  const answer = { columns: [{ name: 'a\u001b[2Jb', min: 1, max: null }], 'x\ny': ['\u202eevil', true] };
  expect(withoutControls(answer)).toEqual({
    columns: [{ name: 'a\\u001b[2Jb', min: 1, max: null }],
    'x\\u000ay': ['\\u202eevil', true],
  });
});

it('changes nothing else', () => {
  const answer = { name: 'Zürich 東京 🚀', value: -0.5, list: [1, 'two', null, false] };
  expect(withoutControls(answer)).toEqual(answer);
});

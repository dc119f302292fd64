/** Texts of data in pictures: shown as they are, and nothing but shown. */
import { expect, it } from 'vitest';
import { draw } from './draw.ts';

const inherited = Object.getOwnPropertyNames(Object.prototype);

/** What objects inherit, with its enumerable and hidden parts. */
function inheritance() {
  return [Object.prototype, Object, ...inherited.map((name) => ({})[name as keyof object] as unknown)]
    .filter((value) => value !== null && value !== undefined)
    .map((value) => Object.getOwnPropertyNames(value).toSorted());
}

it('draws names that every object inherits, and leaves objects alone', async () => {
  const before = inheritance();
  const { text: svg } = await draw({
    id: 'names',
    label: 'Names.',
    width: 600,
    height: 600,
    margin: { top: 10, right: 10, bottom: 10, left: 200 },
    x: { kind: 'value', ticks: { min: 0, max: 1, step: 1, format: String }, title: 'constructor' },
    y: { kind: 'names', names: [...inherited, 'a \uFEFF b'], title: '__proto__' },
    layers: [() => [{ kind: 'text', at: [300, 300], text: 'toString', role: 'ink' }]],
  });
  for (const name of inherited) expect(svg).toContain(`>${name}</text>`);
  expect(svg).toContain('>a \\ufeff b</text>');
  expect(svg).not.toContain('\uFEFF');
  expect(inheritance()).toEqual(before);
  const keys: string[] = [];
  for (const key in {}) keys.push(key);
  expect(keys).toEqual([]);
});

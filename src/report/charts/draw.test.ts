import { describe, expect, it } from 'vitest';
import { draw } from './draw.ts';
import { shareTicks } from './ticks.ts';

/** What every object has. */
const inherited = Object.getOwnPropertyNames(Object.prototype);

describe('a drawing', () => {
  const drawn = (names: readonly string[]) =>
    draw({
      id: 'a',
      label: 'names',
      width: 400,
      height: 40 * names.length,
      margin: { top: 10, right: 60, bottom: 40, left: 160 },
      x: { kind: 'value', ticks: shareTicks, title: names[0] },
      y: { kind: 'names', names },
      layers: [
        () =>
          names.map((text, i) => ({ kind: 'text' as const, at: [300, 20 * i] as const, text, role: 'ink' as const })),
      ],
    });

  it('shows names that every object has, and leaves objects as they are', async () => {
    const { text } = await drawn(inherited);
    for (const name of inherited) expect(text.split(`>${name}</text>`).length).toBeGreaterThan(2);
    expect(text).not.toMatch(/NaN|undefined|\u2060/);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
    expect(Object.getOwnPropertyNames(Object)).not.toContain('next');
  });

  it('places such names as any others', async () => {
    const places = (svg: string) => svg.replace(/>[^<>]+<\/text>/g, '></text>');
    const [odd, plain] = await Promise.all([drawn(['constructor']), drawn(['constructos'])]);
    expect(places(odd.text)).toBe(places(plain.text));
  });
});

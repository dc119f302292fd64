/** No text makes a regular expression of the sources take far longer than its length explains. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { samplesOf } from './adversarial-texts.ts';
import { longest, Matcher } from './slow-match.ts';
import { sourcePatterns } from './source-patterns.ts';

const matcher = new Matcher();
afterAll(() => matcher.close());

const { literals, makers } = sourcePatterns();

/** What reaches these is short: at most so many characters. */
const bounded: Readonly<Record<string, { readonly most: number; readonly why: string }>> = {
  '\\B(?=(\\d{3})+$)': { most: 512, why: 'the digits of one number' },
  '<style\\b[^>]*>[\\s\\S]*?<\\/style>': { most: 512, why: 'a chart has one, and what comes from data is escaped' },
};

describe('what finds slow expressions', () => {
  it.each([/(a+)+$/, /\s+$/, /^(\w+\s?)*$/, /^\d+\.?\d*$/, /"[^"]*?\s*"x/, /<a[^>]*>/g, /(.*),(.*),(.*);$/])(
    'finds %s',
    async (pattern) => {
      expect(await matcher.slowness(pattern)).toMatch(/characters|did not end/);
    },
  );

  it('knows what an expression looks for', () => {
    expect(samplesOf('^a\\d[xy]+\\.(b|\\p{L})$', 'u')).toEqual(['a', '0', '.', 'b', 'a', 'A']);
    expect(samplesOf('[a-c]{2}\\/', '')).toEqual(['a', '/']);
  });
});

describe('literals', () => {
  it('are found in the syntax trees', () => {
    expect(literals.length).toBeGreaterThan(150);
    const known = literals.map(({ source }) => source);
    expect(Object.keys(bounded).filter((source) => !known.includes(source))).toEqual([]);
  });

  it.each(
    literals.map(({ source, flags, files }) => [`/${source}/${flags}`, files.join(', '), { source, flags }] as const),
  )('%s of %s', async (_, files, pattern) => {
    const slowness = await matcher.slowness(pattern, bounded[pattern.source]?.most ?? longest);
    expect(slowness && `${files}: ${slowness}`).toBeUndefined();
  });
});

describe('expressions made while the program runs', () => {
  const made: { source: string; flags: string }[] = [];
  beforeAll(async () => {
    const Real = RegExp;
    vi.stubGlobal(
      'RegExp',
      class extends Real {
        constructor(...given: ConstructorParameters<typeof RegExp>) {
          super(...given);
          made.push({ source: this.source, flags: this.flags });
        }
      },
    );
    vi.resetModules();
    await import('../../src/data/text-shape.ts');
    await import('../../src/core/ids.ts');
    const { KnownRoutes } = await import('../../src/server/known-routes.ts');
    new KnownRoutes().add('/v1/models/:name/versions/:version/explain', ['POST']);
    vi.unstubAllGlobals();
  });

  it('are made by few files', () => {
    expect([...makers].sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'core/ids.ts',
      'data/text-shape.ts',
      'server/known-routes.ts',
    ]);
  });

  it('take no longer than others', async () => {
    expect(made.length).toBeGreaterThan(4);
    for (const pattern of made)
      expect([pattern.source, await matcher.slowness(pattern)]).toEqual([pattern.source, undefined]);
  });
});

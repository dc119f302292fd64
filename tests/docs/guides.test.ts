/** No guide has examples that nothing runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { examplesOf, readGuide } from './examples.ts';

const here = new URL('./', import.meta.url);
const guides = readdirSync(new URL('../../docs/guide/', import.meta.url)).map((name) => name.replace(/\.md$/, ''));

/** Its programs read files that commands of the guide wrote; tests/exchange runs exported models. */
const elsewhere = ['export'];

it.each(guides.filter((name) => examplesOf(readGuide(name)).length > 0 && !elsewhere.includes(name)))(
  'the examples of %s are run by a test',
  (name) => {
    expect(readFileSync(new URL(`${name}-guide.test.ts`, here), 'utf8')).toContain(`testExamples('${name}');`);
  },
);

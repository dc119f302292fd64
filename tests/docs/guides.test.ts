/** No guide has examples or commands that nothing runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { examplesOf, readGuide } from './examples.ts';
import { hasCommands, shownCommands } from './shown-commands.ts';

const textsOf = (folder: URL) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const here = new URL('./', import.meta.url);
const tests = [...textsOf(here), ...textsOf(new URL('../long/', import.meta.url))];
const guides = readdirSync(new URL('../../docs/guide/', import.meta.url)).map((name) => name.replace(/\.md$/, ''));

/** Its programs read files that its commands write, so they run where these do. */
const besideCommands = ['export'];

it.each(guides.filter((name) => examplesOf(readGuide(name)).length > 0 && !besideCommands.includes(name)))(
  'the examples of %s are run by a test',
  (name) => {
    expect(readFileSync(new URL(`${name}-guide.test.ts`, here), 'utf8')).toContain(`testExamples('${name}');`);
  },
);

it.each(guides.filter(hasCommands))('the commands of %s are run by a test', (name) => {
  const run = new RegExp(`shownCommands\\('${name}'`);
  expect(tests.filter((text) => run.test(text))).toHaveLength(1);
});

it('a command that is left out has to be shown', () => {
  const [guide] = guides.filter(hasCommands);
  expect(() => shownCommands(guide, { 'modelwright dance': 'nobody can' })).toThrow('does not show');
});

/** Examples of a guide: each program in it that is followed by what it prints. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of a guide by its file name without the ending. */
export function readGuide(name: string): string {
  return readFileSync(new URL(`../../docs/guide/${name}.md`, import.meta.url), 'utf8');
}

/** Programs with what they print, in their order. */
export function examplesOf(guide: string): { readonly program: string; readonly printed: string }[] {
  const pairs = guide.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g);
  return [...pairs].map(([, program, printed]) => ({ program, printed }));
}

/** A test for each example of a guide: run from the root of the project it prints what the guide shows. */
export function testExamples(name: string): void {
  it.each(examplesOf(readGuide(name)).map((example, i) => ({ ...example, place: i + 1 })))(
    'prints what the guide shows below program $place',
    async ({ program, printed }) => {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: root,
      });
      expect(stdout).toBe(printed);
    },
  );
}

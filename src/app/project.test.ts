import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadProject } from './project.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'project-'));
  vi.stubEnv('MODELWRIGHT_HOME', undefined);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const configure = (text: string, name = 'modelwright.config.ts') => writeFileSync(join(directory, name), text);

describe('loadProject', () => {
  it('has defaults without a file', async () => {
    expect(await loadProject({ directory })).toEqual({
      home: join(directory, '.modelwright'),
      threads: availableParallelism(),
      snapshotMaxBytes: 256 * 1024 * 1024,
      tests: [],
      gates: [],
    });
  });

  it.each(['ts', 'mts', 'js', 'mjs'])('reads a file that ends in .%s', async (ending) => {
    const types = ending.endsWith('ts') ? ': { threads: number; home: string }' : '';
    configure(
      `const config${types} = { threads: 3, home: 'state' };\nexport default config;\n`,
      `modelwright.config.${ending}`,
    );
    expect(await loadProject({ directory })).toMatchObject({ threads: 3, home: join(directory, 'state') });
  });

  it('lets the environment win over the file, and the caller over both', async () => {
    configure(`export default { home: 'of-file' };`);
    vi.stubEnv('MODELWRIGHT_HOME', join(directory, 'of-environment'));
    expect((await loadProject({ directory })).home).toBe(join(directory, 'of-environment'));
    expect((await loadProject({ directory, home: 'of-caller' })).home).toBe(join(directory, 'of-caller'));
  });

  it('is frozen', async () => {
    expect(Object.isFrozen(await loadProject({ directory }))).toBe(true);
  });

  it.each([
    ['a field that does not exist', `export default { treads: 3 };`, 'treads'],
    ['a value out of range', `export default { threads: 0 };`, 'threads'],
    ['a limit of serving out of range', `export default { serving: { limits: { rows: 0 } } };`, 'serving.limits.rows'],
    ['a value of another type', `export default { home: 7 };`, 'home'],
    [
      'a gate without a limit',
      `export default { gates: [{ metric: 'roc_auc' }] };`,
      'gates.0.min: min or max is needed',
    ],
    ['a test of no known kind', `export default { tests: [{ kind: 'invariant', name: 'a' }] };`, 'tests.0.kind'],
    ['no sensitive column', `export default { fairness: { sensitive: [] } };`, 'fairness.sensitive'],
    ['code that does not parse', `export default {`, ''],
    ['code that throws', `throw new Error('no luck');`, 'no luck'],
    [
      'an import of what is not there',
      `import 'no-such-package-anywhere';\nexport default {};`,
      'no-such-package-anywhere',
    ],
  ])('refuses a file with %s, and names the file', async (_, text, words) => {
    configure(text);
    await expect(loadProject({ directory })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exit: 2,
      message: expect.stringContaining(words),
      details: { file: join(directory, 'modelwright.config.ts') },
    });
  });

  it('refuses a folder in the place of the file', async () => {
    mkdirSync(join(directory, 'modelwright.config.ts'));
    await expect(loadProject({ directory })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

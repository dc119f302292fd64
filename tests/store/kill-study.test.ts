/** A study whose process is killed goes on with every trial that it was told of. */
import { expect, it } from 'vitest';
import { killStudyLoop } from './kill-study-loop.ts';
import { withHome } from './with-home.ts';

it('a study that is killed again and again loses no told trial and repeats its sequence', () =>
  withHome(async (home) => {
    const { acknowledged } = await killStudyLoop(home, { rounds: 2, trials: 40 });
    expect(acknowledged).toBeGreaterThan(0);
  }));

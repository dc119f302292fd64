/** The examples of the guide on rollouts run and print what the guide says. */
import { expect, it } from 'vitest';
import { rolloutPolicySchema } from '../../src/lifecycle/rollout/policy.ts';
import { openStore } from '../../src/store/open-store.ts';
import { argumentsOf } from '../cli/arguments-of.ts';
import { cli } from '../cli/in-process.ts';
import { rolloutModels } from '../server/rollout-models.ts';
import { registerModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { readGuide, testExamples } from './examples.ts';
import { shownCommands } from './shown-commands.ts';

testExamples('rollout');

it('has a row for every guardrail, with what follows by default', () => {
  const told = [...readGuide('rollout').matchAll(/^\| `(\w+)` \|.*\| (\w+) \|$/gm)].map(([, name, action]) => [
    name,
    action,
  ]);
  const { guardrails } = rolloutPolicySchema.parse({ strategy: 'canary' });
  expect(told).toEqual(Object.entries(guardrails).map(([name, { action }]) => [name, action]));
});

it('has commands that work, one after the other', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await registerModel(store, 'flights', rolloutModels.good());
    await registerModel(store, 'flights', rolloutModels.alsoGood());
    await store.close();
    const shown: string[] = [];
    for (const { command } of shownCommands('rollout')) {
      const { exitCode, stdout, stderr } = await cli([...argumentsOf(command).slice(1), '--home', home, '--quiet'], {
        columns: 120,
      });
      expect(`${command}: ${exitCode} ${stderr}`).toBe(`${command}: 0 `);
      shown.push(stdout);
    }
    expect(shown[1]).toMatch(/^@1 +#{19} +95 % /m);
    expect(shown[1]).toMatch(/^@2 +# +5 % /m);
    expect(shown[1]).toContain('1 of 3: 0 ms of 10 min 0 s, 0 of 1000 answers');
    expect(shown[2]).toContain('canary, paused');
    expect(shown[4]).toContain('canary, promoted');
    const { stdout } = await cli(['models', 'list', '--home', home, '--json']);
    expect(JSON.parse(stdout).models[0]).toMatchObject({ version: 2, aliases: ['champion'] });
  }));

it('has a policy that its schema takes', () => {
  const [, block] = /```json\n([\s\S]*?)```/.exec(readGuide('rollout'))!;
  expect(rolloutPolicySchema.parse(JSON.parse(block))).toMatchObject({ strategy: 'canary', override: true });
});

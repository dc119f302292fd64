// Looks at one holdout many times and prints the number of each look once it is counted.
import { writeSync } from 'node:fs';
import { openStore } from '../../dist/store/open-store.js';

const [, , home, who, looks] = process.argv;
const store = await openStore(home);
const holdout = {
  holdoutId: 'ab12cd34'.repeat(8),
  dataHash: 'd',
  source: 'flights.csv',
  target: 'late',
  rows: 500,
  budget: 5000,
};
for (let i = 0; i < Number(looks); i++) {
  const { look } = await store.holdouts.look({
    holdout,
    question: `${who} ${i}`,
    subject: 'model',
    actor: who,
    answer: () => ({ outcome: 'plain', cost: 1, answer: undefined }),
  });
  writeSync(1, `${JSON.stringify({ look })}\n`);
}
await store.close();

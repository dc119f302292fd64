// Promotes version 2 and rolls back in turns, as an operator would from another shell. One line after each move.
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../dist/store/open-store.js';
import { promote, rollback } from '../../dist/tracking/registry.js';

const [home, moves, pauseMs] = process.argv.slice(2);
const store = await openStore(home);
console.log(JSON.stringify({ opened: true }));
for (let move = 0; move < Number(moves); move++) {
  const { version } =
    move % 2 === 0
      ? await promote(store, { ref: 'late@2', reason: 'better', actor: 'bob' })
      : await rollback(store, { name: 'late', actor: 'bob' });
  console.log(JSON.stringify({ version, atMs: Date.now() }));
  await sleep(Number(pauseMs));
}
await store.close();

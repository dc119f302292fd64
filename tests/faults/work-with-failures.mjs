// Works again and again, each time with another call to a file that fails: the first, the second, and so on, until none of them does.
// A line for each time tells its home and what was acknowledged.
import { writeSync } from 'node:fs';
import { failCall } from './fail-file-call.mjs';
import { workOnce } from './work-once.mjs';

const [, , home, isFresh] = process.argv;
for (let failAt = 1, hasFailed = true; hasFailed; failAt++) {
  const lines = [];
  const own = isFresh === 'fresh' ? `${home}-${failAt}` : home;
  const calls = failCall(failAt);
  await workOnce(own, `work ${failAt}`, (line) => lines.push(line));
  hasFailed = calls() >= failAt;
  writeSync(1, `${JSON.stringify({ home: own, hasFailed, lines })}\n`);
}

// Works once on a home and prints what was acknowledged. One line is one acknowledgement.
import { writeSync } from 'node:fs';
import { workOnce } from './work-once.mjs';

const [, , home, name] = process.argv;
await workOnce(home, name, (line) => writeSync(1, `${JSON.stringify(line)}\n`));

// Loaded before a program: its clock of the day is off by as many milliseconds as the file CLOCK_OFFSET_FILE says, read again at each
// SIGUSR2, which is answered with a line on standard error. The monotonic clock goes on, as it does when an administrator sets the time.
import { readFileSync, writeSync } from 'node:fs';

// Not through the clock of the core: this stands below it, and whatever else of the process reads the day is to be moved as well.
const RealDate = Date;
let offset = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

process.on('SIGUSR2', () => {
  offset = Number(readFileSync(process.env.CLOCK_OFFSET_FILE, 'utf8'));
  writeSync(2, `clock moved by ${offset}\n`);
});

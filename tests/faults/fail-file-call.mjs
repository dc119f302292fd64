// Calls that change a file, of which the n-th fails as on a disk that breaks. A write that fails has written half of its bytes.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let failing = 0;
let calls = 0;

/** The n-th call from now on fails. @returns how many there were since */
export function failCall(n) {
  failing = n;
  calls = 0;
  return () => calls;
}

const broken = (syscall) => Object.assign(new Error(`EIO: i/o error, ${syscall}`), { code: 'EIO', errno: -5, syscall });
const isDue = () => ++calls === failing;

function wrap(owner, name, beforeFailing = async () => {}) {
  const real = owner[name];
  owner[name] = async function (...input) {
    if (!isDue()) return await real.apply(this, input);
    await beforeFailing.call(this, real, input);
    throw broken(name);
  };
}

async function writeHalf(real, [content, ...more]) {
  const bytes = Buffer.from(content);
  await real.call(this, bytes.subarray(0, bytes.length >> 1), ...more);
}

const handle = await promises.open(process.execPath, 'r');
const handles = Object.getPrototypeOf(handle);
await handle.close();
wrap(handles, 'writeFile', writeHalf);
wrap(handles, 'appendFile', writeHalf);
wrap(handles, 'sync');
wrap(handles, 'datasync');
wrap(promises, 'rename');
wrap(promises, 'mkdir');
const open = promises.open;
promises.open = async (path, flags, ...more) => {
  if (/[wa]/.test(String(flags)) && isDue()) throw broken('open');
  return await open(path, flags, ...more);
};
syncBuiltinESMExports();

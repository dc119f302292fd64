// Compiles kernel/ (AssemblyScript) twice: to WebAssembly with SIMD and shared memory, and to JavaScript for engines without.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const memory = ['--importMemory', '--runtime', 'stub', '--noAssert', '-O3'];
const shared = ['--enable', 'simd,threads,bulk-memory', '--sharedMemory', '--maximumMemory', '65536'];
/** What JavaScript cannot express. */
const plain = ['--disable', 'simd,bulk-memory,sign-extension,nontrapping-f2i,mutable-globals'];

/** Writes `kernel.wasm` and `kernel-script.cjs` into a folder. */
export async function buildKernel(folder) {
  mkdirSync(folder, { recursive: true });
  const binary = await compiled([...memory, ...shared]);
  writeFileSync(join(folder, 'kernel.wasm'), binary);
  writeFileSync(join(folder, 'kernel-script.cjs'), await scriptOf(await compiled([...memory, ...plain])));
}

async function compiled(options) {
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  const { error, stderr } = await asc.main(['kernel/index.ts', '--outFile', 'kernel.wasm', ...options], {
    readFile: (name, base) => textOf(join(base, name)),
    writeFile: (_name, content) => {
      binary = content;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return binary;
}

function textOf(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

/** The same module as a function of its imports. */
async function scriptOf(binary) {
  const { default: binaryen } = await import('binaryen');
  const module = binaryen.readBinary(binary);
  const script = module.emitAsmjs();
  module.dispose();
  const end = script.indexOf('var memasmFunc');
  if (end < 0) throw new Error('the script of the kernel has another shape than expected');
  return `${script.slice(0, end).replace(/^import .*$/gm, '')}\nmodule.exports = { instantiate: asmFunc };\n`;
}

// Joins the compiled modules of the program into a few files: Node takes longer to find, read and link a thousand than to run them.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/**
 * What people and processes start with, and the thread that loads their modules, which import the library. The other threads and the
 * client for browsers load few modules and stay as they are.
 */
const entries = [
  'bin',
  'index',
  'testing/index',
  'server/cluster/server-worker',
  'server/jobs/job-worker',
  'train/study/objective-worker',
];
/** Packages of many small modules, which are joined with all that they need. All others are loaded from where npm put them. */
const joined = [
  '@fastify/swagger',
  '@opentelemetry/api',
  'cephes',
  'commander',
  'fastify',
  'kysely',
  'pino',
  'prom-client',
  'zod',
];
/** What Fastify loads to check by schemas and to answer requests without a connection, neither of which the program asks for. */
const unused = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'];
const chunks = 'chunks';

/** Puts chunks into a folder of compiled modules, and makes its entries load them. */
export async function bundle(folder) {
  // Not above: what installs the packages loads this file, too.
  const { rolldown } = await import('rolldown');
  const bundled = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry.replaceAll('/', '-'), join(folder, `${entry}.js`)])),
    platform: 'node',
    external: (id, importer) => isLeft(id, importer, folder),
    plugins: [{ name: 'urls-of-modules', transform: (code, id) => withOwnUrl(code, id, folder) }],
  });
  const { output } = await bundled.write({
    dir: join(folder, chunks),
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // V8 keeps a file with any other character as two bytes for each.
    charset: 'ascii',
    comments: false,
  });
  await bundled.close();
  for (const entry of entries) writeEntry(folder, entry, output);
  writeFileSync(join(folder, chunks, 'LICENSES.txt'), foldersOfPackages(output).map(licenseOf).join('\n'));
}

/** Whether a module is not joined but loaded from where it is. */
function isLeft(id, importer, folder) {
  if (/^[./\\]|^[A-Z]:/i.test(id)) return false;
  if (unused.includes(id)) return true;
  const isOwn = importer !== undefined && !relative(folder, importer).startsWith('..');
  return isOwn && !joined.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Every module finds its neighbours, such as the code of threads, from its own place; all chunks lie one folder below. */
function withOwnUrl(code, id, folder) {
  // The bundler's own code may be anywhere.
  if (!code.includes('import.meta.url') || !isAbsolute(id)) return undefined;
  const path = relative(folder, id).split(sep).join('/');
  if (path.startsWith('..')) throw new Error(`${id} asks for its own place, which it does not keep`);
  return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(`../${path}`)}, import.meta.url).href`);
}

/** An entry keeps its place, its name and its declarations. */
function writeEntry(folder, entry, output) {
  const path = join(folder, `${entry}.js`);
  const { fileName, exports } = output.find(({ isEntry, name }) => isEntry && name === entry.replaceAll('/', '-'));
  const target = `${relative(dirname(path), join(folder, chunks)).split(sep).join('/')}/${fileName}`;
  const from = JSON.stringify(target.startsWith('.') ? target : `./${target}`);
  const [firstLine] = readFileSync(path, 'utf8').split('\n', 1);
  const start = firstLine.startsWith('#!') ? `${firstLine}\n` : '';
  const all = exports.length > 0 ? `export * from ${from};\n` : `import ${from};\n`;
  const own = exports.includes('default') ? `export { default } from ${from};\n` : '';
  writeFileSync(path, start + all + own);
  rmSync(`${path}.map`, { force: true });
}

/** Of all packages that a module was taken from, by name. */
function foldersOfPackages(output) {
  const paths = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const folders = paths.flatMap((path) => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path) ?? []);
  return [...new Set(folders)].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
}

/** A package without a file of its licence names it. */
function licenseOf(folder) {
  const { name, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
  return `${name}\n\n${file ? readFileSync(join(folder, file), 'utf8') : `${license}\n`}`;
}

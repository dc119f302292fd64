/** Source files of this product as one text without imports: the code that an exported module carries. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ModelwrightError } from '../../core/errors.ts';

/** A compiled file: what it takes from others, and its text without import and export statements. */
interface Part {
  readonly path: string;
  readonly imports: readonly { readonly names: string; readonly from: string }[];
  readonly exports: readonly string[];
  readonly body: string;
}

const importStatement = /^import \{([^}]*)\} from '(\.[^']*)';\n/gm;
const exported = /^export (?=(?:async )?(?:function|const|class) (\w+))/gm;
const sourceMapLine = /^\/\/# sourceMappingURL=.*\n?/gm;

/**
 * The compiled file at `entry` and all that it imports, each as a constant with the file's exports, named by `scopeName`.
 * Files come after those that they import.
 */
export async function linkSources(entry: string, root: string): Promise<string> {
  const parts = new Map<string, Part>();
  await collect(entry, parts);
  return [...parts.values()].map((part) => scopeText(part, root)).join('\n');
}

/** Depth first, so that the order of the map is an order in which scopes can run. */
async function collect(path: string, parts: Map<string, Part>): Promise<void> {
  if (parts.has(path)) return;
  const part = partOf(path, await readFile(path, 'utf8'));
  for (const { from } of part.imports) await collect(from, parts);
  parts.set(path, part);
}

function partOf(path: string, text: string): Part {
  const plain = text.replace(sourceMapLine, '');
  const imports = Array.from(plain.matchAll(importStatement), ([, names, from]) => ({
    names: names.trim().replaceAll(' as ', ': '),
    from: join(dirname(path), from),
  }));
  const exports = Array.from(plain.matchAll(exported), ([, name]) => name);
  const body = plain.replace(importStatement, '').replace(exported, '').trim();
  if (/^(import|export)\b/m.test(body)) {
    throw new ModelwrightError('INTERNAL', { problem: `${path} has an import or export that cannot be linked` });
  }
  return { path, imports, exports, body };
}

function scopeText({ path, imports, exports, body }: Part, root: string): string {
  const taken = imports.map(({ names, from }) => `const { ${names} } = ${scopeName(from, root)};\n`).join('');
  return `const ${scopeName(path, root)} = (() => {\n${taken}${body}\nreturn { ${exports.join(', ')} };\n})();\n`;
}

/** The constant that holds the exports of a file: `math/exp.js` below the root is `math_exp`. */
export function scopeName(path: string, root: string): string {
  return relative(root, path).replace(/\.js$/, '').replace(/\W/g, '_');
}

/** From the text that names a source to files on the disk. */
import { type Dirent, existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { compareCodeUnits } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { SourceFormat } from './source-plan.ts';
import { wildcard } from './wildcard.ts';

/** Files that wildcards may match. */
const mostFiles = 100_000;

/** What the ending of a file's name says. */
export interface FileFormat {
  readonly format: SourceFormat;
  readonly gzip: boolean;
  /** A tab for TSV. */
  readonly delimiter?: string;
}

/** The format by the ending, or undefined. Endings are compared without case. */
export function formatOf(path: string): FileFormat | undefined {
  const name = basename(path).toLowerCase();
  const gzip = name.endsWith('.gz');
  const plain = gzip ? name.slice(0, -3) : name;
  const ending = plain.slice(plain.lastIndexOf('.') + 1);
  if (!plain.includes('.')) return undefined;
  if (ending === 'csv') return { format: 'csv', gzip };
  if (ending === 'tsv') return { format: 'csv', gzip, delimiter: '\t' };
  if (ending === 'json' || ending === 'ndjson' || ending === 'jsonl') return { format: 'json', gzip };
  return ending === 'parquet' && !gzip ? { format: 'parquet', gzip } : undefined;
}

/**
 * The files of a source: itself, or what its wildcards match (`*`, `?`, `[ab]`, and `**` for any depth), sorted by code unit. Names that
 * begin with a dot need a segment that does; `**` goes no further than the folder behind a link, so a link to above ends.
 *
 * @throws SOURCE_NOT_FOUND, SOURCE_FORMAT_UNKNOWN, SOURCE_UNREADABLE (a folder, mixed formats, too many files), SOURCE_EMPTY.
 */
export function sourceFiles(source: string): { files: string[]; format: FileFormat } {
  const path = resolve(source);
  const files = existsSync(path) ? [path] : /[*?[]/.test(source) ? matches(path) : [];
  if (files.length === 0) throw new ModelwrightError('SOURCE_NOT_FOUND', { source });
  const formats = files.map((file) => {
    const stat = statSync(file);
    if (stat.isDirectory()) throw unreadable(source, 'it is a folder; name a file, or files by a wildcard');
    const format = formatOf(file);
    if (!format) throw new ModelwrightError('SOURCE_FORMAT_UNKNOWN', { source });
    if (stat.isFile() && stat.size === 0)
      throw new ModelwrightError('SOURCE_EMPTY', { source: nameOf(source, file, files) });
    return format;
  });
  const [format] = formats;
  if (formats.some((other) => other.format !== format.format || other.gzip !== format.gzip)) {
    throw unreadable(source, 'its files must have one format');
  }
  return { files, format };
}

/** How messages call a file of a source: the source itself, or the file among several. */
export function nameOf(source: string, file: string, files: readonly string[]): string {
  return files.length === 1 ? source : basename(file);
}

function unreadable(source: string, problem: string): ModelwrightError {
  return new ModelwrightError('SOURCE_UNREADABLE', { source, problem });
}

function matches(pattern: string): string[] {
  const segments = pattern.split(sep);
  // At the end `**` stands for the files of every depth.
  if (segments.at(-1) === '**') segments.push('*');
  const found = new Set<string>();
  const walked = new Set<string>();
  const walk = (folder: string, at: number) => {
    // Several `**` lead to one folder in many ways.
    const step = `${at} ${folder}`;
    if (walked.has(step)) return;
    walked.add(step);
    const segment = segments[at];
    const last = at === segments.length - 1;
    if (!/[*?[]/.test(segment)) {
      const path = join(folder, segment);
      if (!existsSync(path)) return;
      if (last) found.add(path);
      else walk(path, at + 1);
      return;
    }
    const deep = segment === '**';
    if (deep && !last) walk(folder, at + 1);
    const isWanted = deep ? isVisible : wildcard(segment);
    for (const entry of entriesOf(folder)) {
      if (!isWanted(entry.name)) continue;
      const path = join(folder, entry.name);
      const target = entry.isSymbolicLink() ? targetOf(path) : entry;
      if (!target) continue;
      if (!target.isDirectory()) {
        if (last) found.add(path);
        if (found.size > mostFiles) throw unreadable(pattern, `its wildcards match more than ${mostFiles} files`);
      } else if (!last) walk(path, deep && !entry.isSymbolicLink() ? at : at + 1);
    }
  };
  walk(segments[0] === '' ? sep : segments[0] + sep, 1);
  return [...found].sort(compareCodeUnits);
}

/** What a link leads to; nothing where that is absent, or the link itself. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

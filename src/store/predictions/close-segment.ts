/** Closing segments: the lines that are whole go, compressed, into the closed form; a torn tail stays behind and vanishes. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { syncFolder } from '../../core/atomic-file.ts';
import { nowMs } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { PredictionEvent } from './prediction-log.ts';
import { closedEnding, listAllSegments, openEnding, type Segment, segmentLines } from './segment-files.ts';
import { SegmentIndexBuilder, writeSegmentIndex } from './segment-index.ts';
import { lineKind, parseLine, readSegmentLine, type SegmentHeader } from './segment-line.ts';

/** A writer never appends to a segment that was opened longer ago than this. */
export const segmentLifetimeMs = 30 * 60_000;

const compressionLevel = 3;

/** Log instances of this process that still write. */
export const livingWriters = new Set<string>();

/** Brings an open segment into its closed form. Safe to do twice and from two processes: both produce the same lines. */
export async function closeSegment(segment: Segment): Promise<void> {
  const raw = segment.path + openEnding;
  if (segment.closed) {
    await rm(raw, { force: true });
    return;
  }
  const temporary = `${segment.path}.${newId('closing')}.tmp`;
  const builder = new SegmentIndexBuilder();
  let kept = 0;
  const wholeLines = async function* () {
    for await (const lines of segmentLines(segment)) {
      let text = '';
      for (const line of lines) {
        const value = parseLine(line);
        const kind = value && lineKind(value);
        if (kind === 'event') builder.add(value as unknown as PredictionEvent);
        if (kind === 'event' || kind === 'gap') kept++;
        // A damaged line is kept too, so that readers go on counting it.
        text += `${line}\n`;
      }
      yield text;
    }
  };
  try {
    await pipeline(Readable.from(wholeLines()), createGzip({ level: compressionLevel }), createWriteStream(temporary));
    if (kept > 0) {
      await syncFile(temporary);
      await writeSegmentIndex(segment.path, builder.build());
      await rename(temporary, segment.path + closedEnding);
      await syncFolder(dirname(segment.path));
    }
    await rm(raw, { force: true });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Closes segments whose writer is gone. A segment that cannot be closed now stays readable as it is. */
export async function closeAbandonedSegments(folder: string): Promise<void> {
  for (const segment of await listAllSegments(folder)) {
    if (segment.closed) continue;
    try {
      if (await isAbandoned(segment)) await closeSegment(segment);
    } catch {
      // A full disk or another process that was faster; whoever opens the log next tries again.
    }
  }
}

async function isAbandoned(segment: Segment): Promise<boolean> {
  const { mtimeMs } = await stat(segment.path + openEnding);
  if (nowMs() - mtimeMs > 2 * segmentLifetimeMs) return true;
  const header = await readHeader(segment);
  if (header?.host !== hostname()) return false;
  return header.pid === process.pid ? !livingWriters.has(header.writer) : !isAlive(header.pid);
}

async function readHeader(segment: Segment): Promise<SegmentHeader | undefined> {
  for await (const lines of segmentLines(segment)) {
    const first = readSegmentLine(lines[0]);
    return first && 'header' in first ? first.header : undefined;
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Lines of a log segment. Each is a JSON object whose last field is the CRC-32 of the object without it. The first line is the header; a
 * line with `dropped` reports a gap, one with `block` begins a block of rows; all others are events.
 */
import { crc32 } from 'node:zlib';
import { numberOfName, specialNumber } from '../number-text.ts';
import type { PredictionEvent } from './prediction-log.ts';

/** First line of a segment. */
export interface SegmentHeader {
  readonly segment: string;
  /** 1 has no blocks; those of 2 have their requests in their line. */
  readonly format: 1 | 2 | 3;
  readonly model: string;
  /** Random name of the log instance that writes it; `host` and `pid` say where it runs. */
  readonly writer: string;
  readonly host: string;
  readonly pid: number;
  readonly openedAt: string;
}

/** A report of events that were not kept. */
export interface GapLine {
  readonly dropped: number;
  readonly at: string;
}

/** What one line says; undefined stands for a line that is damaged. */
export type SegmentLine =
  | { readonly event: PredictionEvent }
  | { readonly gap: GapLine }
  | { readonly header: SegmentHeader }
  | undefined;

const checksumLength = ',"crc":"00000000"}'.length;

/** A JSON object's text as a line with its checksum and the line end. */
export function checkedLine(json: string): string {
  return `${json.slice(0, -1)},"crc":"${checksum(json)}"}\n`;
}

/** The object of a line without its line end; undefined when the checksum does not match. */
export function parseLine(line: string): Record<string, unknown> | undefined {
  const json = `${line.slice(0, -checksumLength)}}`;
  return line.slice(-checksumLength) === `,"crc":"${checksum(json)}"}` ? JSON.parse(json) : undefined;
}

/**
 * An event as a line. Numbers that JSON would change become one-element arrays with their name; features are never arrays. The text is
 * put together field by field: an object made only to be written costs as much as the writing.
 */
export function eventLine(event: PredictionEvent): string {
  const { probabilities, masked } = event;
  const features = JSON.stringify(exactFields(event.features));
  const shares = probabilities ? `,"probabilities":${JSON.stringify(exactFields(probabilities))}` : '';
  const marks = masked ? `,"masked":${JSON.stringify(masked)}` : '';
  return checkedLine(
    `{"predictionId":${JSON.stringify(event.predictionId)},"at":${JSON.stringify(event.at)}` +
      `,"model":${JSON.stringify(event.model)},"version":${event.version}` +
      `,"featuresHash":${JSON.stringify(event.featuresHash)},"features":${features}` +
      `,"prediction":${JSON.stringify(exact(event.prediction))}${shares}` +
      `,"propensity":${JSON.stringify(exact(event.propensity))},"latencyMs":${JSON.stringify(exact(event.latencyMs))}` +
      `,"source":"${event.source}"${marks}}`,
  );
}

/** What kind of line the object of a line is. */
function lineKind(value: Record<string, unknown>): 'header' | 'gap' | 'event' {
  return 'segment' in value ? 'header' : 'dropped' in value ? 'gap' : 'event';
}

/** Reads a line without its line end. */
export function readSegmentLine(line: string): SegmentLine {
  const value = parseLine(line);
  if (!value) return undefined;
  const kind = lineKind(value);
  if (kind === 'header') return { header: value as unknown as SegmentHeader };
  if (kind === 'gap') return { gap: value as unknown as GapLine };
  const event = value as unknown as PredictionEvent;
  return {
    event: {
      ...event,
      features: restoredFields(event.features),
      prediction: restored(event.prediction),
      ...(event.probabilities && { probabilities: restoredFields(event.probabilities) }),
      propensity: restored(event.propensity),
      latencyMs: restored(event.latencyMs),
    },
  };
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function exact(value: unknown): unknown {
  const name = typeof value === 'number' ? specialNumber(value) : undefined;
  return name === undefined ? value : [name];
}

function exactFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let isPlain = true;
  for (const name in fields) isPlain &&= exact(fields[name]) === fields[name];
  return isPlain ? fields : Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, exact(value)]));
}

function restored<Value>(value: Value): Value {
  return Array.isArray(value) ? (numberOfName(value[0]) as Value) : value;
}

function restoredFields<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Fields {
  if (!Object.values(fields).some(Array.isArray)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, restored(value)])) as Fields;
}

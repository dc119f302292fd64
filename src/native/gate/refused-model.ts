/** The error of the gate: which law a file breaks, and with what. */
import { ModelwrightError } from '../../core/errors.ts';

/** @param value Short; texts of the file come through `shownText`. */
export function refusedModel(what: string, law: string, value: string | number | bigint): ModelwrightError {
  return new ModelwrightError('MODEL_FILE_REFUSED', { what, law, value: String(value) });
}

/** A text of the file, short enough for a message. */
export function shownText(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`;
}

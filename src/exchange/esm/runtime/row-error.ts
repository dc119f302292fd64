/** The error of an exported model: rows that it cannot read or answer. Carried inside exported modules. */

/** BODY_INVALID: no row. ROW_INVALID: a column is absent or of the wrong type. VALUE_MISSING, VALUE_INVALID: no answer is possible. */
export type RowErrorCode = 'BODY_INVALID' | 'ROW_INVALID' | 'VALUE_MISSING' | 'VALUE_INVALID';

/** Codes and messages are those of the library; details name row and column, never a value. */
export class RowError extends Error {
  readonly code: RowErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: RowErrorCode, message: string, details: Readonly<Record<string, string | number>>) {
    super(message);
    this.name = 'RowError';
    this.code = code;
    this.details = details;
  }
}

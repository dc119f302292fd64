/** Columns that the log has masked: what monitoring can still say about them. */
import type { MaskedAs, PredictionEvent } from '../store/predictions/prediction-log.ts';
import { redactText } from '../store/privacy/redact-text.ts';
import { stringColumn } from '../table/build.ts';
import { cell } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';

/** How columns were masked, by name. */
export type MaskedColumns = ReadonlyMap<string, MaskedAs>;

const strength: Readonly<Record<MaskedAs, number>> = { redacted: 0, hashed: 1, dropped: 2 };

/** The columns that some event has masked; where events differ, the mask that leaves least. */
export function maskedColumns(events: readonly PredictionEvent[]): MaskedColumns {
  const found = new Map<string, MaskedAs>();
  for (const { masked } of events) {
    if (!masked) continue;
    for (const [name, as] of Object.entries(masked)) {
      const before = found.get(name);
      if (!before || strength[as] > strength[before]) found.set(name, as);
    }
  }
  return found;
}

/** Why a column cannot be compared; undefined for one that can. */
export function maskReason(masked: MaskedColumns, name: string): string | undefined {
  const as = masked.get(name);
  return as === 'dropped' || as === 'hashed' ? `${as} in the prediction log` : undefined;
}

/** The reference with the same forms taken out of its texts as the log has taken out of its own. */
export function redactedLike(reference: Table, masked: MaskedColumns): Table {
  const columns = reference.columns.map((column) => {
    if (column.kind !== 'string' || masked.get(column.name) !== 'redacted') return column;
    const texts = Array.from({ length: reference.nRows }, (_, row) => cell(column, row) as string | null);
    return stringColumn(
      column.name,
      texts.map((text) => text && redactText(text)),
    );
  });
  return tableOf(columns, reference.nRows);
}

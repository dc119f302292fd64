/** A model's name when the user gives none: the source's file name without endings. */

/** `data/flights-2001.csv.gz` gives `flights-2001`; characters that names may not have become dashes. */
export function defaultModelName(source: string): string {
  const file = source.split(/[\\/]/).at(-1)!;
  const stem = file.replace(/(\.(csv|tsv|json|ndjson|jsonl|parquet|gz)){1,4}$/i, '');
  const cleaned = stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return cleaned.slice(0, 128) || 'model';
}

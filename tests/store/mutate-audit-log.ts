/** Random changes to an audit log, one at a time, each checked and undone: what an intruder or a bad disk could do. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openStore } from '../../src/store/open-store.ts';

const columns = ['at', 'actor', 'action', 'subject', 'details', 'previous_hash', 'hash'] as const;
type Row = Record<(typeof columns)[number], string> & { seq: number };

/** A small generator with a seed (xorshift), so that a miss can be repeated. */
function randomIntegers(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** Tries `mutations` random changes on the log of a closed home; returns a description of each that `verify` did not find. */
export async function mutateAuditLog(home: string, options: { mutations: number; seed: number }): Promise<string[]> {
  const random = randomIntegers(options.seed);
  const store = await openStore(home);
  const database = new DatabaseSync(join(home, 'registry.db'));
  database.exec('pragma synchronous = off');
  const rows = database.prepare('select * from audit order by seq').all() as Row[];
  const insert = database.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)');
  const put = (row: Row) => insert.run(row.seq, ...columns.map((column) => row[column]));
  const anchorPath = join(home, 'audit.anchor');
  const anchor = await readFile(anchorPath);
  const written = [...anchor.keys()].filter((i) => anchor[i] !== 32 && anchor[i] !== 10);

  const changeField = () => {
    const { seq } = rows[random(rows.length)];
    const column = columns[random(columns.length)];
    const text = rows[seq - 1][column];
    const at = random(text.length);
    const other = String.fromCharCode(33 + random(90));
    const changed = [
      `${text.slice(0, at)}${other === text[at] ? '~' : other}${text.slice(at + 1)}`,
      `${text.slice(0, at)}${text.slice(at + 1)}`,
      `${text.slice(0, at)}${other}${text.slice(at)}`,
      text.slice(0, at),
    ][random(4)];
    database.prepare(`update audit set ${column} = ? where seq = ?`).run(changed, seq);
    return `${column} of ${seq}: ${JSON.stringify(changed)}`;
  };
  const deleteEntries = () => {
    const from = 1 + random(rows.length);
    const count = 1 + random(3);
    database.prepare('delete from audit where seq >= ? and seq < ?').run(from, from + count);
    return `deleted ${count} from ${from}`;
  };
  const cutTail = () => {
    const from = 1 + random(rows.length);
    database.prepare('delete from audit where seq >= ?').run(from);
    return `cut from ${from}`;
  };
  const reorder = () => {
    const a = 1 + random(rows.length);
    const b = 1 + ((a + random(rows.length - 1)) % rows.length);
    database.prepare('delete from audit where seq in (?, ?)').run(a, b);
    put({ ...rows[a - 1], seq: b });
    put({ ...rows[b - 1], seq: a });
    return `swapped ${a} and ${b}`;
  };
  const replay = () => {
    const from = 1 + random(rows.length);
    put({ ...rows[from - 1], seq: rows.length + 1 });
    return `replayed ${from}`;
  };
  const renumber = () => {
    const from = 1 + random(rows.length);
    const to = rows.length + 1 + random(1000);
    database.prepare('update audit set seq = ? where seq = ?').run(to, from);
    return `moved ${from} to ${to}`;
  };
  const changeAnchor = async () => {
    const at = written[random(written.length)];
    const changed = Buffer.from(anchor);
    changed[at] ^= 1 << random(7);
    await writeFile(anchorPath, changed);
    return `anchor byte ${at}`;
  };
  const kinds = [
    changeField,
    changeField,
    changeField,
    deleteEntries,
    cutTail,
    reorder,
    replay,
    renumber,
    changeAnchor,
  ];

  const missed: string[] = [];
  for (let i = 0; i < options.mutations; i++) {
    const change = await kinds[random(kinds.length)]();
    const found = await store.audit.verify().then(
      () => false,
      (error) => error.code === 'AUDIT_BROKEN',
    );
    if (!found) missed.push(change);
    if (change.startsWith('anchor')) await writeFile(anchorPath, anchor);
    database.exec('begin immediate');
    database.exec('delete from audit');
    for (const row of rows) put(row);
    database.exec('commit');
  }
  await store.audit.verify();
  database.close();
  await store.close();
  return missed;
}

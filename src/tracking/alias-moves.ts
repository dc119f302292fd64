/**
 * Moves of an alias. Its promotions form a stack: a promotion pushes on the current one, a rollback takes the current one off, so
 * repeated rollbacks go further back and never toggle. Every move leaves a row of history and an entry in the audit log.
 */
import type { Transaction } from 'kysely';
import { nowIso } from '../core/clock.ts';
import type { RecordAct } from '../store/audit/audit-log.ts';
import type { AliasRow, RegistryTables } from '../store/records/registry-tables.ts';
import { checkText } from '../store/text.ts';

/** `auto`: the first version with lift became champion by itself. */
export type AliasAction = 'auto' | 'promote' | 'rollback';

interface Move {
  readonly name: string;
  readonly alias: string;
  readonly reason: string;
  readonly actor: string;
}

/** Points the alias at the version, on top of its promotions; an alias that points there already stays as it is. Returns where it pointed. */
export async function pushAlias(
  db: Transaction<RegistryTables>,
  record: RecordAct,
  move: Move & { readonly version: number; readonly action: 'auto' | 'promote' },
): Promise<number | null> {
  const { name: model, alias, version, action } = move;
  const current = await currentAlias(db, model, alias);
  if (current?.version === version) return version;
  const depth = current ? current.depth + 1 : 0;
  await db.insertInto('alias_promotions').values({ model, alias, depth, version }).execute();
  await db
    .insertInto('aliases')
    .values({ model, alias, version, depth })
    .onConflict((conflict) => conflict.columns(['model', 'alias']).doUpdateSet({ version, depth }))
    .execute();
  await leaveTrace(db, record, move, action, current?.version ?? null, version);
  return current?.version ?? null;
}

/** Takes the current promotion off the stack and points the alias at the one below; undefined when there is none below. */
export async function popAlias(
  db: Transaction<RegistryTables>,
  record: RecordAct,
  move: Move,
): Promise<{ from: number; to: number } | undefined> {
  const { name: model, alias } = move;
  const current = await currentAlias(db, model, alias);
  if (!current || current.depth === 0) return undefined;
  const depth = current.depth - 1;
  const { version: to } = await db
    .selectFrom('alias_promotions')
    .select('version')
    .where('model', '=', model)
    .where('alias', '=', alias)
    .where('depth', '=', depth)
    .executeTakeFirstOrThrow();
  await db
    .deleteFrom('alias_promotions')
    .where('model', '=', model)
    .where('alias', '=', alias)
    .where('depth', '=', current.depth)
    .execute();
  await db
    .updateTable('aliases')
    .set({ version: to, depth })
    .where('model', '=', model)
    .where('alias', '=', alias)
    .execute();
  await leaveTrace(db, record, move, 'rollback', current.version, to);
  return { from: current.version, to };
}

/** Where an alias points; undefined when it is not set. */
export function currentAlias(
  db: Transaction<RegistryTables>,
  model: string,
  alias: string,
): Promise<AliasRow | undefined> {
  return db.selectFrom('aliases').selectAll().where('model', '=', model).where('alias', '=', alias).executeTakeFirst();
}

const actions = { auto: 'alias.promoted', promote: 'alias.promoted', rollback: 'alias.rolled_back' } as const;

async function leaveTrace(
  db: Transaction<RegistryTables>,
  record: RecordAct,
  { name, alias, reason, actor }: Move,
  action: AliasAction,
  from: number | null,
  to: number,
): Promise<void> {
  await db
    .insertInto('alias_history')
    .values({
      model: name,
      alias,
      action,
      from_version: from,
      to_version: to,
      reason: checkText('reason', reason, 1_000),
      actor: checkText('actor', actor, 256),
      at: nowIso(),
    })
    .execute();
  await record({
    actor,
    action: actions[action],
    subject: `${name}@${alias}`,
    details: { from, to, reason, byItself: action === 'auto' },
  });
}

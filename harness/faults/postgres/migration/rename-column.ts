import { quoted } from '../relation.ts';
import { columnOf, mustHave, type Migration, type Subject } from './migration.ts';
import { refused } from './refused.ts';

const undefinedColumn = '42703';

/** A column gets another name while the app asks for the old one. */
export function renameColumn({ table, column = '', to, pick }: Subject): Migration {
  const next = to ?? `${column}${pick(['_old', '_v1', '_legacy'])}`;
  return {
    async up(session) {
      await mustHave(session, table, column);
      await session.query(`alter table ${table.name} rename column ${quoted(column)} to ${quoted(next)}`);
    },
    async down(session) {
      const [is, was] = [await columnOf(session, table.name, next), await columnOf(session, table.name, column)];
      if (is !== undefined && was === undefined)
        await session.query(`alter table ${table.name} rename column ${quoted(next)} to ${quoted(column)}`);
    },
    prove: place => refused(place, `select ${quoted(column)} from ${table.name} limit 0`, [undefinedColumn]),
  };
}

import { answers, counted, failed, notChecked } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import { runStatements } from '../read-statements.ts';
import type { AuditCheck } from './check.ts';

/** Last line and number of lines of each journal, as stated: a chain alone does not notice that its tail was cut. */
export const heads: AuditCheck = {
  name: 'heads',
  run({ journals, bundle }) {
    const stated = runStatements(bundle?.lines ?? [])?.rehearsal.predicate.journals;
    if (!Array.isArray(stated)) return [notChecked('there is no statement of them')];
    const expected = new Map(stated.map(one => [one.path, one]));
    const there = new Set(journals.map(({ path }) => path));
    const wrong = [
      ...journals.flatMap((journal): readonly Answer[] => {
        const wanted = expected.get(journal.path);
        if (wanted === undefined) return [failed('no statement names this journal', journal.path)];
        if ('unreadable' in journal) return [failed('it cannot be read to its end', journal.path)];
        if (journal.count !== wanted.count)
          return [
            failed(`unexpected ${counted(journal.count, 'line')}, expected ${wanted.count} as stated`, `${journal.path}:${journal.count}`),
          ];
        return journal.head === wanted.head ? [] : [failed('its last line is not the stated one', `${journal.path}:${journal.count}`)];
      }),
      ...stated.filter(({ path }) => !there.has(path)).map(({ path }) => failed('missing: a journal that was stated', path)),
    ];
    return answers(wrong, `${counted(stated.length, 'journal')} with the last line and the number of lines that were stated`);
  },
};

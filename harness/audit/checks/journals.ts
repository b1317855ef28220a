import { answers, counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { JournalFacts } from '../context.ts';
import type { AuditCheck } from './check.ts';

/** The chain of each journal: every line follows from the one before, and is written in the one form that it can have. */
export const journals: AuditCheck = {
  name: 'journals',
  run(context) {
    const wrong = context.journals.flatMap((journal): readonly Answer[] =>
      'unreadable' in journal ? [failed(journal.unreadable, journal.path)] : ofChain(journal),
    );
    const unfinished = context.journals.flatMap((journal): readonly Answer[] =>
      'unreadable' in journal || journal.ended
        ? []
        : [{ state: 'ok', what: 'its last line was never finished (its writer was killed) and counts for nothing', place: journal.path }],
    );
    const lines = context.journals.reduce((sum, journal) => sum + ('unreadable' in journal ? 0 : journal.count), 0);
    return [...answers(wrong, `${counted(context.journals.length, 'chain')} of ${counted(lines, 'line')} whole`), ...unfinished];
  },
};

function ofChain({ path, broken, missing, odd }: JournalFacts): readonly Answer[] {
  return [
    ...(odd === undefined ? [] : [failed('not in canonical form: a member stands twice, or was written otherwise', `${path}:${odd}`)]),
    ...(broken === undefined ? [] : [failed(`the chain is broken: ${broken.why}`, `${path}:${broken.line}`)]),
    ...missing.map(({ digest, why, line }): Answer => {
      const place = `${path}:${line}`;
      return why === 'missing'
        ? { state: 'missing', what: `its output ${digest} is not here`, place }
        : failed(`its output ${digest} was changed`, place);
    }),
  ];
}

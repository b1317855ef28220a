import type { CheckedDocument } from '../document/checked-document.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { rememberedFor } from '../../support/remembered.ts';
import type { Dialect } from './dialects.ts';

/** The database that a page speaks of three times and more, and five times as often as of any other. */
export function spokenDialect({ source }: Pick<CheckedDocument, 'source'>): Dialect | undefined {
  return spokenIn(source);
}

const spokenIn = rememberedFor(({ text }: Source): Dialect | undefined => {
  const counts = (
    [
      ['postgresql', /\bpostgres(?:ql)?\b|\bpsql\b|\bpg_\w+/gi],
      ['mysql', /\bmysql\w*\b|\bmariadb\b/gi],
      ['sqlite', /\bsqlite3?\b/gi],
    ] as const
  )
    .map(([dialect, pattern]) => ({ dialect, count: text.match(pattern)?.length ?? 0 }))
    .toSorted((one, other) => other.count - one.count);
  const [first, second] = counts;
  return first !== undefined && second !== undefined && first.count >= 3 && first.count >= 5 * second.count ? first.dialect : undefined;
});

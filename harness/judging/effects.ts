import type { EventOf } from '../model/event.ts';
import { aspectNames, type AspectName, type Change } from '../model/effects.ts';
import type { Finding } from '../model/verdict.ts';
import type { TrialRecord } from './trial-record.ts';

/** Where the author declares what a procedure changes on a healthy system: what was seen beside that, and what was not seen of it. */
export function undeclaredEffects(record: TrialRecord): readonly Finding[] {
  const { effects: declared } = record.facts;
  const seen = record.first('effects.seen');
  if (declared === undefined || seen === undefined) return [];
  const isDeclared = ({ aspect, thing }: Change): boolean => (declared[aspect] ?? []).some(pattern => fits(pattern, thing));
  return [
    ...seen.changes
      .filter(change => !isDeclared(change))
      .map((change): Finding => ({
        rule: 'undeclared-effect',
        message: `on a healthy system it changes ${change.aspect}: ${showChange(change)}, which \`effects\` does not say`,
        evidence: [seen.seq],
      })),
    ...aspectNames.flatMap(aspect => (declared[aspect] ?? []).flatMap(pattern => missing(aspect, pattern, seen))),
  ];
}

function missing(aspect: AspectName, pattern: string, { changes, restless, unseen, seq }: EventOf<'effects.seen'>): readonly Finding[] {
  const isThere = changes.some(change => change.aspect === aspect && fits(pattern, change.thing));
  // What changes all the time, or could not be looked at, may have been changed by the procedure as well.
  const hidden = unseen.some(one => one.aspect === aspect) || restless.some(one => fits(`${aspect} ${pattern}`, one));
  if (isThere || hidden) return [];
  const message = `\`effects\` says that it changes ${aspect}: ${pattern}; on a healthy system it did not`;
  return [{ rule: 'effect-not-seen', message, evidence: [seq] }];
}

/** `worker-1: running since … → running since …`. */
export function showChange({ thing, before, after }: Change): string {
  if (before === undefined) return `${thing} is new (${after ?? ''})`;
  if (after === undefined) return `${thing} is gone (was ${before})`;
  return `${thing}: ${before} → ${after}`;
}

/** `*` stands for any text. */
function fits(pattern: string, thing: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  ).test(thing);
}

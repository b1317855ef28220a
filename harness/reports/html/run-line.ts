import { showDuration } from '../../support/duration.ts';
import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';

/** When, where and on what: one line under the title. */
export function runLine({ startedAt, endedAt, machine, engine, run, source, trigger, shard, rules }: Report): Html {
  const lasted = Date.parse(endedAt) - Date.parse(startedAt);
  const parts = [
    `${showTime(startedAt)} UTC${lasted > 0 ? `, ${showDuration(lasted)}` : ''}`,
    ...(engine === undefined || engine === '' ? [] : [`engine ${engine}`]),
    machine,
    ...(source === undefined ? [] : [`commit ${source.commit.slice(0, 12)}${source.dirty ? ' with changes' : ''}`]),
    ...(trigger === undefined
      ? []
      : [`started by ${trigger.kind === 'ci' ? `CI${trigger.event === undefined ? '' : ` (${trigger.event})`}` : 'hand'}`]),
    ...(shard === undefined ? [] : [`part ${shard.current} of ${shard.total}`]),
    `rules ${rules}`,
    ...(run === undefined ? [] : [`run ${run}`]),
  ];
  return html`<p class="about">${parts.join(' · ')}</p>`;
}

/** `2026-11-21 03:00`, of an RFC 3339 time in UTC. */
export function showTime(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

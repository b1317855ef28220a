import { basename } from 'node:path';
import { syslogTime } from './time-text.ts';
import type { UnitLine } from './unit-log.ts';
import type { ServiceUnit } from './unit.ts';

export const journalFormats = ['short', 'short-iso', 'short-full', 'cat'] as const;
export type JournalFormat = (typeof journalFormats)[number];

/** A line of the journal as `journalctl -o` prints it. */
export function journalLine({ line, pid, isManager = false }: UnitLine, unit: ServiceUnit, host: string, format: JournalFormat): string {
  // A leading `<3>` is the line's priority, not part of its text (sd-daemon(3)).
  const text = line.text.replace(/^<[0-7]>/, '');
  if (format === 'cat') return text;
  const at = new Date(line.at);
  const time =
    format === 'short'
      ? syslogTime(at)
      : format === 'short-iso'
        ? `${at.toISOString().slice(0, 19)}+0000`
        : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `${time} ${host} ${isManager ? 'systemd' : identifierOf(unit)}${pid === undefined ? '' : `[${pid}]`}: ${text}`;
}

/** As systemd does by default: the base name of what it runs. */
export function identifierOf({ spec, service }: ServiceUnit): string {
  return basename(commandOf(spec.run?.command ?? spec.entrypoint?.[0] ?? spec.command?.[0] ?? service.name));
}

function commandOf(line: string): string {
  return (
    line
      .trim()
      .split(/\s+/)
      .find(word => !/^(exec|env|\w+=.*)$/.test(word)) ?? line
  );
}

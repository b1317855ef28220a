import { Unsupported } from '../support/harness-error.ts';
import { syslogTime } from './ages.ts';
import { readFlags } from './read-flags.ts';
import { followLog, sinceMs } from './follow-log.ts';
import type { ShimDefinition } from './shim.ts';
import { unitOf } from './systemd-unit.ts';

/** The journal of units: what their processes print. */
export const journalctl: ShimDefinition = {
  kind: 'journalctl',
  follows: 'journalctl of systemd 252',
  async run(call, stack) {
    const flags = readFlags('journalctl', call.argv, {
      switches: [['--no-pager'], ['--follow', '-f'], ['--catalog', '-x'], ['--pager-end', '-e'], ['--reverse', '-r'], ['--quiet', '-q'], ['--no-hostname'], ['--boot', '-b']],
      values: [['--unit', '-u'], ['--lines', '-n'], ['--since', '-S'], ['--until', '-U'], ['--output', '-o'], ['--grep', '-g'], ['--priority', '-p']],
    });
    const units = flags.all('--unit').map(name => ({ name, unit: unitOf(stack, name) }));
    if (flags.words.length > 0) throw new Unsupported(`the stand-in of journalctl does not know ${flags.words.join(' ')}`);
    for (const flag of ['--until', '--priority']) if (flags.value(flag) !== undefined) throw new Unsupported(`the stand-in of journalctl does not know ${flag}`);
    const services = units.length === 0 ? stack.spec.services.filter(({ systemd }) => systemd !== undefined).flatMap(({ name }) => stack.services.get(name) ?? []) : units.flatMap(({ unit }) => unit?.service ?? []);
    const bare = flags.value('--output') === 'cat';
    const format = (name: string, text: string): string => (bare ? text : `${syslogTime(new Date())} ${flags.has('--no-hostname') ? '' : 'server '}${name}[1]: ${text}`);
    const since = spanOf(flags.value('--since'));
    const pattern = flags.value('--grep');
    let lines: string[] = [];
    for (const service of services) {
      const log = await service.logs(since === undefined ? {} : { sinceMs: since });
      lines.push(...log.split('\n').filter(Boolean).filter(text => pattern === undefined || new RegExp(pattern, 'i').test(text)).map(text => format(service.name, text)));
    }
    const count = flags.value('--lines') ?? (flags.has('--follow') ? '10' : undefined);
    if (count !== undefined && count !== 'all') lines = lines.slice(Number(count) === 0 ? lines.length : -Number(count));
    if (flags.has('--reverse')) lines.reverse();
    await call.write('stdout', lines.length === 0 ? '-- No entries --\n' : `${lines.join('\n')}\n`);
    return flags.has('--follow') ? followLog(call, services, (service, text) => format(service.name, text)) : 0;
  },
};

/** `10 minutes ago`, `-1h`, `today` and the like, in ms back from now. */
function spanOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^(today|yesterday|-?\d+ ?d(ays?)?( ago)?)$/.test(text)) return 2 * 86_400_000;
  const words = /^-?(\d+) ?(s|sec|seconds?|m|min|minutes?|h|hours?)( ago)?$/.exec(text);
  if (words !== null) return Number(words[1]) * ((words[2] ?? 's').startsWith('h') ? 3_600_000 : (words[2] ?? 's').startsWith('m') ? 60_000 : 1000);
  const short = sinceMs(text.replace(/^-/, ''));
  if (short === undefined) throw new Unsupported(`the stand-in of journalctl does not know the time "${text}"`);
  return short;
}

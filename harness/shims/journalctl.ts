import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags, type Flags } from './flags.ts';
import { followLog, logLines } from './log-lines.ts';
import type { ShimDefinition } from './shim.ts';
import { journalFormats, journalLine, type JournalFormat } from './systemd/journal-line.ts';
import { parseTime } from './systemd/time-text.ts';
import { newUnitLine, unitLog, type UnitLine } from './systemd/unit-log.ts';
import { ofPriority } from './systemd/priority.ts';
import { findUnits, unitsOf, type ServiceUnit, type Unit } from './systemd/unit.ts';

interface Entry extends UnitLine {
  readonly unit: ServiceUnit;
}

/** The journal of the stack's units: what their processes printed. What systemd itself says of a unit is not in it. */
export const journalctl: ShimDefinition = {
  kind: 'journalctl',
  follows: 'journalctl of systemd 252',
  about: 'Logs of services with `x-drillbook: { systemd: … }`.',
  async run(call, stack) {
    const flags = parseFlags(call.argv.map(withCount), known, { of: 'journalctl' });
    if (flags.rest.length > 0) throw new Unsupported(`match ${flags.rest.join(' ')} of journalctl`);
    if ((flags.value('--boot') ?? 'true') !== 'true' && flags.value('--boot') !== '0')
      throw new Unsupported('another boot than the present one');
    if (flags.has('--disk-usage')) return await diskUsage(call, stack);
    if (vacuums.some(flag => flags.has(flag))) return await vacuum(call, flags, stack);
    const format = (flags.value('--output') ?? 'short') as JournalFormat;
    if (!journalFormats.includes(format)) throw new Unsupported(`--output=${format} of journalctl`);
    const asked =
      flags.values('--unit').length === 0 ? unitsOf(stack) : findUnits(stack, flags.values('--unit')).flatMap(({ unit }) => unit ?? []);
    const units = asked.flatMap((unit: Unit) => (unit.type === 'umbrella' ? [] : [unit]));
    const entries = await read(units, flags, stack);
    await call.write(
      'stdout',
      entries.length === 0 && !flags.has('--quiet') && !flags.has('--follow') ? '-- No entries --\n' : print(entries, format, stack),
    );
    if (!flags.has('--follow')) return 0;
    await follow(call, stack, units, flags, format);
    return 130;
  },
};

const known = [
  '-u --unit=',
  '-n --lines=',
  '-f --follow',
  '-e --pager-end',
  '-x --catalog',
  '-r --reverse',
  '-q --quiet',
  '-a --all',
  '-l --full',
  '-b --boot[=]',
  '-S --since=',
  '-U --until=',
  '-o --output=',
  '-g --grep=',
  '-p --priority=',
  '--vacuum-time=',
  '--vacuum-size=',
  '--vacuum-files=',
  '--disk-usage',
  '--no-pager',
  '--no-hostname',
  '--no-tail',
  '--utc',
  '--system',
];

/** `-n` without a number means ten lines; it never takes a next word that is none. */
function withCount(word: string, index: number, argv: readonly string[]): string {
  const next = argv[index + 1] ?? '';
  if (/^(\d+|all)$/.test(next)) return word;
  return word === '--lines' ? '--lines=10' : /^-[a-zA-Z]*n$/.test(word) ? `${word}10` : word;
}

const vacuums = ['--vacuum-time', '--vacuum-size', '--vacuum-files'] as const;

/** journald makes its files, and lets them grow, in steps of this size. */
const stepBytes = 8 * 1024 ** 2;

/** Only archived files go, and only such as are old; a stack's journal is as young as the stack, and its one file is in use. */
async function vacuum(call: StandInCall, flags: Flags, stack: RunningStack): Promise<number> {
  const text = flags.value('--vacuum-time');
  const before = text === undefined ? 0 : parseTime(`-${text}`, Date.now());
  const sizes = flags.values('--vacuum-size');
  const entries = await everything(stack);
  if (before === undefined || entries.some(({ line }) => line.at < before))
    throw new Unsupported(`--vacuum-time=${text ?? ''} of journalctl`);
  if (sizes.some(size => !/^\d+[KMGT]?$/.test(size))) throw new Unsupported(`--vacuum-size=${sizes.join(' ')} of journalctl`);
  if (entries.reduce((sum, { line }) => sum + line.text.length, 0) > stepBytes / 2)
    throw new Unsupported('a vacuum of a journal that may have several files');
  await call.write('stderr', 'Vacuuming done, freed 0B of archived journals from /var/log/journal.\n');
  return 0;
}

/** @throws {Unsupported} where the journal is longer than its first file is sure to hold. */
async function diskUsage(call: StandInCall, stack: RunningStack): Promise<number> {
  const bytes = (await everything(stack)).reduce((sum, { line }) => sum + line.text.length, 0);
  // Each entry has further fields, which are more than its text.
  if (bytes > stepBytes / 16) throw new Unsupported('--disk-usage of a journal that has grown');
  await call.write('stdout', 'Archived and active journals take up 8.0M in the file system.\n');
  return 0;
}

async function everything(stack: RunningStack): Promise<readonly UnitLine[]> {
  const units = unitsOf(stack).filter(unit => unit.type !== 'umbrella');
  return (await Promise.all(units.map(unit => unitLog(unit, stack, {})))).flat();
}

async function read(units: readonly ServiceUnit[], flags: Flags, stack: RunningStack): Promise<readonly Entry[]> {
  const now = Date.now();
  const since = timeOf(flags, '--since', now);
  const until = timeOf(flags, '--until', now);
  const logs = await Promise.all(
    units.map(async unit =>
      (await unitLog(unit, stack, { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) })).map(entry => ({
        unit,
        ...entry,
      })),
    ),
  );
  const important = await ofPriority(logs.flat(), flags.value('--priority'), { units, stack });
  const entries = (await matching(important, flags, stack)).toSorted((one, other) => one.line.at - other.line.at);
  const count = countOf(flags);
  const tail = count === undefined ? entries : count === 0 ? [] : entries.slice(-count);
  return flags.has('--reverse') ? tail.toReversed() : tail;
}

/** `-n` alone, and `-f`, mean the last ten lines; `-e` means the last thousand. */
function countOf(flags: Flags): number | undefined {
  const given = flags.value('--lines');
  if (given === 'all' || (given === undefined && flags.has('--no-tail'))) return undefined;
  if (given !== undefined && given !== 'true') {
    if (!/^\d+$/.test(given)) throw new Unsupported(`--lines=${given} of journalctl`);
    return Number(given);
  }
  if (given === 'true' || flags.has('--follow')) return 10;
  return flags.has('--pager-end') ? 1000 : undefined;
}

/**
 * What `--grep` lets through. The bastion's own grep looks, for an expression from a runbook must not hold up
 * the harness. A pattern without capitals takes no notice of them, journalctl(1).
 */
async function matching(entries: readonly Entry[], flags: Flags, stack: RunningStack): Promise<readonly Entry[]> {
  const pattern = flags.value('--grep');
  if (pattern === undefined || entries.length === 0) return entries;
  const ignoresCase = pattern === pattern.toLowerCase();
  const input = entries.map(({ line }) => `${line.text}\n`).join('');
  const { status, stdout, stderr } = await stack.bastion.exec(
    ['bash', '-o', 'pipefail', '-c', 'grep "$@" | cut -d: -f1', 'grep', '-naP', ...(ignoresCase ? ['-i'] : []), '-e', pattern],
    { input, timeoutMs: 5000 },
  );
  if (status > 1) throw new Unsupported(`--grep ${pattern} of journalctl: ${stderr.trim()}`);
  const found = new Set([...stdout.matchAll(/^(\d+)$/gm)].map(([, number]) => Number(number) - 1));
  return entries.filter((_, index) => found.has(index));
}

function timeOf(flags: Flags, flag: string, now: number): number | undefined {
  const text = flags.value(flag);
  if (text === undefined) return undefined;
  const time = parseTime(text, now);
  if (time === undefined) throw new Unsupported(`${flag} "${text}" of journalctl`);
  return time;
}

function print(entries: readonly Entry[], format: JournalFormat, stack: RunningStack): string {
  return entries.map(entry => `${journalLine(entry, entry.unit, stack.spec.name, format)}\n`).join('');
}

async function follow(
  call: StandInCall,
  stack: RunningStack,
  units: readonly ServiceUnit[],
  flags: Flags,
  format: JournalFormat,
): Promise<void> {
  const sources = units.flatMap(unit => unit.service.instances().map(instance => ({ unit, instance })));
  await Promise.all(
    sources.map(async ({ unit, instance }) => {
      await followLog(instance, { after: await logLines(instance), signal: call.signal }, async line => {
        const entry = { unit, ...(await newUnitLine(line, unit, instance, stack)) };
        const important = await ofPriority([entry], flags.value('--priority'), { units, stack });
        await call.write('stdout', print(await matching(important, flags, stack), format, stack));
      });
    }),
  );
}

import { cleanLine } from '../reports/clean-text.ts';
import { gapsOf } from '../register/chain.ts';
import type { Gap } from '../register/chain.ts';
import { registerCsv } from '../register/csv.ts';
import { standing } from '../register/ended.ts';
import { readRegister } from '../register/read-register.ts';
import type { RunRecord } from '../register/record.ts';
import type { Store } from '../register/store.ts';
import { openStore } from '../register/stores.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { unguarded } from './guarded-output.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { configHere, noHistory, registerStore } from './register-store.ts';

const options = {
  from: { type: 'string', value: '<date>', about: 'only runs opened on or after this day (UTC)' },
  to: { type: 'string', value: '<date>', about: 'only runs opened on or before this day (UTC)' },
  store: {
    type: 'string',
    value: '<store>',
    about: 'the register, when not that of DRILLBOOK_REGISTER or drillbook.yaml: dir:…, branch:…, command:…',
  },
  take: { type: 'string', value: '<store>', about: 'first add the runs of this store that are not there, such as dir:… of a CI job' },
  csv: { type: 'boolean', about: 'print a table (RFC 4180), one line for each scenario of each run' },
  json: { type: 'boolean', about: 'print all records as one JSON document' },
} as const;

export const command: Command = {
  name: 'register',
  about: 'list every run that was started, also those that never came to an end',
  usage: 'register [--from <date>] [--to <date>] [--csv|--json]',
  examples: [
    'drillbook register',
    'drillbook register --from 2026-01-01 --to 2026-12-31 --csv > runs.csv',
    'drillbook register --store branch:drills@origin',
    'drillbook register --store branch:drills@origin --take dir:register-of-the-job',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals.length > 0) throw usageError(`unexpected "${positionals[0] ?? ''}", expected only options`);
    if (values.csv === true && values.json === true) throw usageError('unexpected --json beside --csv, expected one of them');
    const [from, to] = [readDay('from', values.from), readDay('to', values.to)];
    const { ok, configs } = values.store === undefined ? await configHere(io) : { ok: true, configs: [] };
    if (!ok) return exitCodes.usage;
    const store = registerStore({ store: values.store, configs }, io);
    if (store === undefined) {
      io.stderr.write(noHistory);
      return exitCodes.nothingToRun;
    }
    if (values.take !== undefined && !(await take(openStore(values.take, io.cwd), store, io))) return exitCodes.unexpected;
    const register = await readRegister(store);
    const now = new Date();
    // Gaps are those of all runs: a missing one has no date.
    const gaps = gapsOf(register);
    const records = register.records.filter(
      ({ openedAt }) => openedAt.slice(0, 10) >= (from ?? '') && openedAt.slice(0, 10) <= (to ?? '9999'),
    );
    if (values.json === true)
      io.stdout.write(
        `${JSON.stringify({ version: 1, register: store.describe, runs: records.map(record => ({ ...record, standing: standing(record, now) })), gaps }, undefined, 2)}\n`,
      );
    // RFC 4180 ends lines with CRLF, which text for people does not; each field was made harmless.
    else if (values.csv === true) unguarded(io.stdout).write(registerCsv(records, now));
    else io.stdout.write(listOf(records, now));
    const whole = values.json === true || values.csv === true ? io.stderr : io.stdout;
    if (values.json !== true) whole.write(about(records, register.records.length, gaps, store.describe, now));
    if (gaps.length > 0) return exitCodes.unexpected;
    // One that was deleted or mistyped looks the same.
    return register.records.length === 0 ? exitCodes.nothingToRun : exitCodes.ok;
  },
};

/** Says what was added; false, and says what, when something could not be. */
async function take(from: Store, into: Store, io: CommandIo): Promise<boolean> {
  const { takeRecords } = await import('../register/take-records.ts');
  const { taken, refused } = await takeRecords(from, into);
  io.stderr.write(`${cleanLine(`added to ${into.describe}: ${taken.length === 0 ? 'nothing new' : taken.join(', ')}`)}\n`);
  for (const { name, why } of refused) io.stderr.write(`${cleanLine(`drillbook: not added from ${from.describe}: ${name}: ${why}`)}\n`);
  return refused.length === 0;
}

function readDay(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) !== true)
    throw usageError(`unexpected --${option} "${text}", expected a day such as 2026-12-31`);
  return text;
}

function listOf(records: readonly RunRecord[], now: Date): string {
  return records
    .map(
      record =>
        `${cleanLine(runLine(record, now))}\n${(record.results ?? []).map(result => `    ${cleanLine(resultLine(result))}\n`).join('')}`,
    )
    .join('');
}

function runLine(record: RunRecord, now: Date): string {
  const { run, openedAt, trigger, source, shard, engine, manifest, scenarios } = record;
  const stands = standing(record, now);
  const how =
    stands === 'closed'
      ? 'closed'
      : record.state === 'open'
        ? `${stands === 'open' ? '' : 'aborted: '}open since ${openedAt}, ${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'}`
        : 'aborted: interrupted';
  return [
    `${openedAt.slice(0, 16).replace('T', ' ')}  ${run}  ${how}`,
    shard === undefined ? '' : `part ${shard.current} of ${shard.total}`,
    engine,
    `${trigger.event ?? trigger.kind}${trigger.actor === undefined ? '' : ` by ${trigger.actor}`}`,
    source === undefined ? '' : `commit ${source.commit.slice(0, 12)}${source.dirty ? ' and uncommitted changes' : ''}`,
    manifest === undefined ? (stands === 'closed' ? 'not sealed' : '') : `manifest ${manifest.slice(0, 12)}`,
  ]
    .filter(part => part !== '')
    .join('  ');
}

function resultLine({ id, outcome, reason, asExpected }: NonNullable<RunRecord['results']>[number]): string {
  const why = outcome === 'verified' ? '' : `: ${reason}`;
  const expected = asExpected === (outcome === 'verified') ? '' : asExpected ? ' (as expected)' : ' (not as expected)';
  return `${outcome}${why}${expected}  ${id}`;
}

function about(records: readonly RunRecord[], all: number, gaps: readonly Gap[], describe: string, now: Date): string {
  const counts = { closed: 0, open: 0, aborted: 0 };
  for (const record of records) counts[standing(record, now)]++;
  const shown = records.length === all ? '' : ` shown, of ${all}`;
  const lines = [
    `${records.length} ${records.length === 1 ? 'run' : 'runs'}${shown}: ${counts.closed} closed, ${counts.open} open, ${counts.aborted} aborted (${describe})`,
    ...gaps.map(({ message }) => `gap: ${message}`),
    gaps.length === 0
      ? all === 0
        ? `no run is on record in ${describe}: none was drilled with it, or it is not there`
        : 'no gap: every run that a later one knows of is here, as it was; of the newest, only its own evidence can tell'
      : `${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'}: this register is not whole; look for what is missing where it is kept, or in the evidence of these runs`,
  ];
  return lines.map(line => `${cleanLine(line)}\n`).join('');
}

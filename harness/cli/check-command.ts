import { writeFileSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markOf } from '../checking/baseline.ts';
import type { CheckReport } from '../checking/check-report.ts';
import { sarif } from '../checking/formats/sarif.ts';
import type { Rule } from '../checking/rule.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { painter } from '../reports/paint.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { messageOf } from '../support/harness-error.ts';
import type { Registry } from '../support/registry.ts';
import { annotateProblems } from './ci-outputs.ts';
import { updateBaselines, withoutKnown, type BaselineAsked } from './check/baselines.ts';
import type { Checked, CheckedFile } from './check/check-files.ts';
import { writeCheckSummary } from './check/check-summary.ts';
import { showCheck, type CheckOutcome } from './check/check-text.ts';
import { findDocuments, foldersAsked } from './check/find-documents.ts';
import { findStacks } from './check/find-stacks.ts';
import { located } from './check/located.ts';
import { readSettings } from './check/read-settings.ts';
import { ruleTexts } from './check/rules-page.ts';
import { writeFixes, type FixAsked, type WrittenFixes } from './check/write-fixes.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { readArguments, usageError, type Arguments } from './read-arguments.ts';
import { readList } from './read-list.ts';
import { showProblems } from './show-problems.ts';
import { version } from './version.ts';

const options = {
  rule: { type: 'string', value: '<name,…>', about: 'only these rules' },
  all: { type: 'boolean', about: 'the rules that guess as well; what they report are warnings' },
  profile: { type: 'string', value: 'audit', about: 'audit: what a document should say as well, such as its owner' },
  stack: {
    type: 'string',
    value: '<file>|auto',
    multiple: true,
    about: 'Compose file of the system: what documents name of it is looked up there; auto: those of the scenarios that follow a document',
  },
  fix: { type: 'boolean', about: 'mend what can be mended without a doubt' },
  baseline: { type: 'string', value: '<file>', about: "what is known and not mended yet (default: drillbook.yaml's `check.baseline`)" },
  'update-baseline': { type: 'boolean', about: 'write what is reported now into the baseline' },
  sarif: { type: 'string', value: '<file>', about: 'write the reports as SARIF, for code scanning' },
  github: { type: 'boolean', about: 'annotations for GitHub Actions, where they do not come by themselves' },
  list: { type: 'boolean', about: 'print all rules, and check nothing' },
  json: { type: 'boolean', about: 'print the reports as one JSON document' },
} as const;
type Values = Arguments<typeof options>['values'];

export const command: Command = {
  name: 'check',
  about: 'tell what is wrong in documents, without running anything',
  usage: 'check [document|folder|pattern…] [--rule <name,…>|--all] [--fix] [--json]',
  examples: [
    'drillbook check',
    'drillbook check docs/operations --all',
    'drillbook check runbooks/worker.md --rule dead-link,volume-prune',
    'drillbook check --baseline known.json --update-baseline',
    'drillbook check --sarif check.sarif --profile audit',
    'drillbook check runbooks --stack compose.yaml',
    'drillbook check --stack auto',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (values.profile !== undefined && values.profile !== 'audit')
      throw usageError(`unexpected --profile ${values.profile}, expected audit`);
    const { rules } = await import('../checking/rules/index.ts');
    if (values.list === true) {
      io.stdout.write(listOf(rules, io));
      return exitCodes.ok;
    }
    const only = values.rule === undefined ? undefined : readList(values.rule, rules.kinds, { what: 'rule', expected: 'some of' });
    const { files: found, named } = await findDocuments(positionals, io.cwd);
    const settings = await readSettings(found, io.cwd, rules.kinds);
    if (settings.problems.length > 0) {
      io.stderr.write(showProblems(settings.problems));
      return exitCodes.usage;
    }
    const { stacksOf, problems } = await findStacks(values.stack ?? [], io.cwd);
    if (problems.length > 0) {
      io.stderr.write(showProblems(problems));
      return exitCodes.usage;
    }
    const files = found.filter(file => named.has(file) || !settings.isIgnored(file));
    if (values.stack?.[0] === 'auto' && files.length > 0 && files.every(file => stacksOf(file).length === 0))
      io.stderr.write('drillbook: --stack auto: no scenario with a stack follows any of these documents\n');
    const [{ checkMany }, { checkFiles }] = await Promise.all([import('./check/check-many.ts'), import('./check/check-files.ts')]);
    const asked = {
      ...(only === undefined ? {} : { only }),
      ...(values.all === undefined ? {} : { all: values.all }),
      ...(values.profile === undefined ? {} : { audit: true }),
    };
    const how = { cwd: io.cwd, rules, asked, stacksOf, settingsOf: settings.settingsOf, signal: io.signal };
    const check = async (): Promise<Checked> => await checkMany({ ...how, files, tell: progressOn(io, files.length) });
    const first = await check();
    if (io.signal.aborted) return exitCodes.interrupted;
    const { chooseRules } = await import('../checking/choose-rules.ts');
    const chosen = new Set(
      [...new Set(files.map(settings.settingsOf))].flatMap(one =>
        [...chooseRules(rules, one, asked)].flatMap(([{ kind }, weight]) => (weight === 'off' ? [] : [kind])),
      ),
    );
    const baseline: BaselineAsked = {
      named: values.baseline,
      configured: file => settings.baselineOf(file),
      cwd: io.cwd,
      files: first.files.map(({ file }) => file),
      isAsked: rule => (rules.find(rule) === undefined ? only === undefined : chosen.has(rule)),
    };
    const { fixes: mended, refused } = await mend(first, values, baseline, {
      cwd: io.cwd,
      within: foldersAsked(positionals, io.cwd),
      signal: io.signal,
      check: async texts => (await checkFiles({ ...how, files: [...texts.keys()], together: files, instead: texts })).files,
    });
    for (const { file, why } of refused) io.stderr.write(`drillbook: ${cleanLine(file)} is not mended: ${cleanLine(why)}\n`);
    const checked = mended === 0 ? first : withLeft(await check(), first, new Set(refused.map(({ file }) => file)));
    if (io.signal.aborted) return exitCodes.interrupted;
    return tell(checked, { values, io, baseline, mended, rules });
  },
};

async function mend(
  { files }: Checked,
  { fix, 'update-baseline': all }: Values,
  baseline: BaselineAsked,
  asked: Omit<FixAsked, 'wanted'>,
): Promise<WrittenFixes> {
  if (fix !== true) return { written: [], fixes: 0, refused: [] };
  const wanted = (checked: readonly CheckedFile[]): ReadonlySet<CheckReport> => {
    const reports = located({ files: checked });
    return new Set((all === true ? reports : withoutKnown(reports, baseline).reports).map(([report]) => report));
  };
  return await writeFixes(files, { ...asked, wanted });
}

/** What is left unmended counts as it was found, whatever has become of the file meanwhile. */
function withLeft(checked: Checked, first: Checked, left: ReadonlySet<string>): Checked {
  const again = new Map(checked.files.map(file => [file.file, file]));
  const before = new Set(first.files.map(({ file }) => file));
  return {
    files: [
      ...first.files.flatMap(file => (left.has(file.file) ? file : (again.get(file.file) ?? []))),
      ...checked.files.filter(({ file }) => !before.has(file)),
    ],
    refused: checked.refused.filter(({ file }) => !left.has(file)),
  };
}

interface Telling {
  readonly values: Values;
  readonly io: CommandIo;
  readonly baseline: BaselineAsked;
  readonly mended: number;
  readonly rules: Registry<Rule>;
}

function tell(checked: Checked, { values, io, baseline, mended, rules }: Telling): number {
  const all = located(checked);
  const updated = values['update-baseline'] === true ? updateBaselines(all, baseline) : [];
  const { reports, known, left } = withoutKnown(all, baseline);
  const explained = reports.find(([{ rule }]) => rules.find(rule) !== undefined)?.[0].rule;
  const outcome: CheckOutcome = {
    reports,
    refused: checked.refused,
    documents: checked.files.length,
    known,
    left,
    fixed: mended,
    ...(explained === undefined ? {} : { explained }),
  };
  const problems = reports.map(([report]) => report);
  if (values.json === true) io.stdout.write(jsonOf(outcome));
  else if (checked.files.length + checked.refused.length > 0)
    io.stdout.write(showCheck(outcome, { color: wantsColor(io.stdout.isTTY === true, io.env), width: io.stdout.columns || 120 }));
  for (const file of updated) io.stderr.write(`drillbook: wrote ${file}\n`);
  if (values.sarif !== undefined) writeSarif(values.sarif, reports, io);
  annotateProblems(problems, {
    io: values.github === true ? { ...io, env: { ...io.env, GITHUB_ACTIONS: 'true' } } : io,
    document: values.json === true,
  });
  writeCheckSummary(problems, checked.files.length, io);
  if (problems.some(({ severity }) => severity === 'error')) return exitCodes.unexpected;
  if (checked.files.length > 0) return exitCodes.ok;
  io.stderr.write(
    'drillbook: nothing to check: no Markdown file was found\n  Name files or folders; without one, `runbooks` is looked at, or all below this folder.\n',
  );
  return exitCodes.nothingToRun;
}

function jsonOf({ reports, refused, documents, known, left, fixed }: CheckOutcome): string {
  const list = reports.map(([{ rule, severity, message, hint, location, fix }]) => ({
    rule,
    severity,
    ...location,
    message,
    ...(hint === undefined ? {} : { hint }),
    fixable: fix !== undefined,
  }));
  return `${JSON.stringify({ version: 1, documents, reports: list, refused, baseline: { known, mended: left }, fixed }, undefined, 2)}\n`;
}

function writeSarif(file: string, reports: CheckOutcome['reports'], io: CommandIo): void {
  const texts = ruleTexts();
  const top = io.env['GITHUB_WORKSPACE'] ?? io.cwd;
  const text = sarif({
    version: version(),
    textOf: rule => texts.get(rule),
    reports: reports.map(([report, source]) => ({
      report,
      uri: uriFrom(top, resolve(io.cwd, report.location.file)),
      mark: markOf(report, source),
    })),
  });
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (thrown) {
    throw usageError(`unexpected file "${file}" for --sarif, expected one that can be written: ${cleanLine(messageOf(thrown))}`);
  }
}

/** A path below the repository's top is told from there; outside of it nobody knows a place but by its whole address. */
function uriFrom(top: string, path: string): string {
  const below = relative(top, path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? pathToFileURL(path).href : below.replaceAll(sep, '/');
}

const headings = { default: 'Always', all: 'With --all', audit: 'With --profile audit' };

function listOf(rules: Registry<Rule>, io: CommandIo): string {
  const texts = ruleTexts();
  const paint = painter(wantsColor(io.stdout.isTTY === true, io.env));
  const width = Math.max(...rules.kinds.map(kind => kind.length));
  return (['default', 'all', 'audit'] as const)
    .map(preset => [headings[preset], rules.kinds.filter(kind => rules.find(kind)?.preset === preset)] as const)
    .filter(([, kinds]) => kinds.length > 0)
    .map(
      ([title, kinds]) =>
        `${title}:\n${kinds.map(kind => `  ${paint('bold', kind.padEnd(width))}  ${texts.get(kind)?.about ?? ''}\n`).join('')}`,
    )
    .join('\n');
}

/** One line that is written over, for those who wait at a terminal. */
function progressOn({ stderr }: CommandIo, all: number): (done: number) => void {
  if (stderr.isTTY !== true || all < 200) return () => undefined;
  return done => void (done === all - 1 ? stderr.write('\r\u001B[K') : done % 50 === 0 && stderr.write(`\r${done} of ${all} documents`));
}

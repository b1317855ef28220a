import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { faults as knownFaults } from '../../faults/index.ts';
import type { Stack } from '../../model/stack.ts';
import { operations } from '../../operations/index.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import type { Plan } from '../../planning/plan.ts';
import { readFault } from '../../proposing/read-fault.ts';
import { readHealthy, type ProposedProbe } from '../../proposing/read-healthy.ts';
import { scenarioText, type ScenarioWords } from '../../proposing/scenario-text.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { readStack } from '../../reading/read-stack.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { shims } from '../../shims/index.ts';
import { digestOf } from '../../support/digest.ts';
import { parseDuration } from '../../support/duration.ts';
import type { CommandIo } from '../command.ts';
import { findPlannable } from '../plan/find-plannable.ts';
import { findStacks } from '../project/find-stacks.ts';
import { projectFiles } from '../project/project-files.ts';
import { usageError } from '../read-arguments.ts';
import { schemaFolder } from '../project/schema-folder.ts';
import { showProblems } from '../show-problems.ts';
import { asOptions } from './as-options.ts';
import { isMarkdown, type AdHocValues } from './options.ts';
import { nearestStack, tellMissing } from './tell-missing-options.ts';

/** A drill that no file asked for. */
export interface AdHocDrill {
  readonly plan: Plan;
  /** Puts the scenario on disk, where the drill, its evidence and a later look at it find it. */
  write(): void;
}

const folder = '.drillbook/ad-hoc';

/**
 * Makes a scenario of what was said on the command line, and plans it as if it were a file. Undefined when something is missing or
 * wrong, which is then printed; nothing is on disk yet.
 * @throws {HarnessError} `usage`
 */
export async function adHocDrill(positionals: readonly string[], values: AdHocValues, io: CommandIo): Promise<AdHocDrill | undefined> {
  const runbookFile = oneRunbook(positionals, io);
  const saved = values.save === undefined ? undefined : placeToSave(values.save, values.force === true, io);
  if (values.recovery !== undefined && parseDuration(values.recovery) === undefined)
    throw usageError(`unexpected --recovery ${values.recovery}, expected a duration such as 30s`);
  const probes = (values.healthy ?? []).map(probeOf);
  const variables = (values.variable ?? []).map(variableOf);
  const runbook = readRunbook(runbookFile, readFileSync(resolve(runbookFile)));
  const stackFiles = (values.stack ?? nearestStack(runbookFile, io)).map(file => fromHere(file, io));
  const stack = await stackOf(stackFiles, io);
  if (stack === undefined && (values.stack !== undefined || stackFiles.length > 0)) return undefined;
  if (stack === undefined || values.stack === undefined || values.fault === undefined || probes.length === 0) {
    tellMissing({ runbook, stack, stackFiles, values, io });
    return undefined;
  }
  const faults = values.fault.map(text => faultOf(text, stack));
  const words: Omit<ScenarioWords, 'file' | 'schemas'> = {
    title: `${runbook.title} (${faults.map(({ kind, settings }) => [kind, settings['service'] ?? settings['from'] ?? settings['on']].filter(Boolean).join(' ')).join(', ')})`,
    runbook: runbookFile,
    stack: stackFiles,
    probes,
    faults,
    variables,
    follow: values.follow ?? [],
    ...(values.take === undefined ? {} : { take: values.take.filter(id => id !== 'none') }),
    inline: values.inline === true,
    ...(values.recovery === undefined ? {} : { recovery: values.recovery }),
  };
  const textAt = (file: string): string => scenarioText({ ...words, file, schemas: schemaFolder(file, io.cwd) });
  const file = fromHere(saved ?? ownPlace(runbookFile, words, textAt, io), io);
  const text = textAt(file);
  const planned = await loadPlan(file, { operations, faults: knownFaults, shims }, { unwritten: new Map([[resolve(file), text]]) });
  const problems = planned.ok ? planned.warnings : planned.problems;
  io.stderr.write(asOptions(problems, { file, text }));
  if (!planned.ok) {
    io.stderr.write('drillbook: nothing was drilled: mend the problems above first\n');
    return undefined;
  }
  for (const { name, weak } of probes) if (weak !== undefined) io.stderr.write(`drillbook: a weak probe: ${name}: ${weak}\n`);
  return {
    plan: planned.plan,
    write() {
      mkdirSync(dirname(resolve(file)), { recursive: true });
      if (saved === undefined) keepOutOfGit(dirname(resolve(file)));
      // Of our own place the name tells the content: another drill may be reading it.
      if (saved === undefined && existsSync(resolve(file)) && readFileSync(resolve(file), 'utf8') === text) return;
      writeFileSync(resolve(file), text, { flag: saved !== undefined && values.force !== true ? 'wx' : 'w' });
      if (saved !== undefined) io.stderr.write(`drillbook: saved as ${file}\n`);
    },
  };
}

function oneRunbook(positionals: readonly string[], io: CommandIo): string {
  const [first, second] = positionals;
  if (first === undefined || !isMarkdown(first))
    throw usageError(
      `unexpected ${first === undefined ? 'absence of a runbook' : `"${first}"`}, expected a Markdown file: --stack, --fault, --healthy and the like make a scenario for one`,
      "drillbook drill runbook.md --stack compose.yaml --fault service.stop:worker --healthy 'POST http://localhost:3001/canary 200'",
    );
  if (second !== undefined)
    throw usageError(
      `unexpected "${second}" beside ${first}, expected one runbook`,
      'Each runbook is broken in its own way: drill them one by one.',
    );
  return fromHere(findPlannable([first], io.cwd).runbooks[0] ?? first, io);
}

function placeToSave(path: string, replace: boolean, io: CommandIo): string {
  if (!/\.ya?ml$/.test(path)) throw usageError(`unexpected --save ${path}, expected a file that ends with .yaml`);
  if (!replace && existsSync(resolve(io.cwd, path)))
    throw usageError(`unexpected --save ${path}, expected a file that is not there yet`, 'Name another one, or say --force to replace it.');
  return path;
}

/** Named by its content: the same options are the same scenario, in the register as well, and none takes another one's place. */
function ownPlace(runbookFile: string, { faults }: Pick<ScenarioWords, 'faults'>, textAt: (file: string) => string, io: CommandIo): string {
  const name = [basename(runbookFile).replace(/\.\w+$/, ''), ...faults.map(({ kind }) => kind)]
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .slice(0, 80);
  const digest = digestOf(textAt(fromHere(join(folder, 'x.yaml'), io))).slice(7, 15);
  return join(folder, `${name}-${digest}.yaml`);
}

function keepOutOfGit(path: string): void {
  if (!existsSync(join(path, '.gitignore'))) writeFileSync(join(path, '.gitignore'), '*\n');
}

async function stackOf(files: readonly string[], io: CommandIo): Promise<Stack | undefined> {
  if (files.length === 0) return undefined;
  const { stack, problems } = await readStack(files);
  if (stack === undefined) {
    io.stderr.write(showProblems(problems));
    const found = findStacks(projectFiles(io.cwd)).flatMap(one => one.files);
    if (problems.some(({ rule }) => rule === 'missing-file') && found.length > 0)
      io.stderr.write(
        `  Compose files below this folder: ${found.slice(0, 5).map(cleanLine).join(', ')}${found.length > 5 ? ', …' : ''}\n`,
      );
    io.stderr.write(`drillbook: nothing was drilled: the stack ${files.join(', ')} cannot be drilled as it is\n`);
  }
  return stack;
}

function probeOf(text: string): ProposedProbe {
  const read = readHealthy(text);
  if ('probe' in read) return read.probe;
  throw usageError(`unexpected ${read.unexpected} in --healthy, expected ${read.expected}`);
}

function faultOf(text: string, stack: Stack): ScenarioWords['faults'][number] {
  const read = readFault(text, stack, knownFaults);
  if ('fault' in read) return read.fault;
  throw usageError(`unexpected ${read.unexpected} in --fault, expected ${read.expected}`, read.hint);
}

function variableOf(text: string): { readonly text: string; readonly value: string | { readonly env: string } } {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === '') throw usageError(`unexpected --variable ${text}, expected the text in the runbook and its value: '<HOST>=database'`);
  const env = /^env:([A-Za-z_]\w*)$/.exec(value)?.[1];
  return { text: name, value: env === undefined ? value : { env } };
}

function fromHere(file: string, io: CommandIo): string {
  return relative(process.cwd(), resolve(io.cwd, file)) || file;
}

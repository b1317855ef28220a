import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import type { Stack } from '../../model/stack.ts';
import type { Known } from '../../planning/known.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import { findEndpoints } from '../../proposing/find-endpoints.ts';
import { servicesNamed } from '../../proposing/named-service.ts';
import { proposeScenarios, type ProposedScenario } from '../../proposing/propose-scenarios.ts';
import { plainName, scenarioNames } from '../../proposing/scenario-name.ts';
import { scenarioText } from '../../proposing/scenario-text.ts';
import { readStack } from '../../reading/read-stack.ts';
import { unfilledValue } from '../../reading/scenario/unfilled.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { appSources } from '../project/app-sources.ts';
import type { FoundStack } from '../project/find-stacks.ts';
import { proposeOverlay } from '../project/propose-overlay.ts';
import { schemaFolder } from '../project/schema-folder.ts';
import { count } from './next-steps.ts';
import type { FoundRunbook, Project } from './project.ts';

export interface ProposedFile {
  readonly file: string;
  readonly text: string;
  /** Of a scenario: what must be mended before it can be drilled. */
  readonly todo?: readonly string[];
  /** No words say that its fault fits. */
  readonly guessed?: boolean;
}

export interface Proposal {
  readonly files: readonly ProposedFile[];
  /** Stacks that cannot be read, with the reason. */
  readonly problems: readonly Problem[];
  readonly left: readonly string[];
}

export interface ProposeOptions {
  /** A file of the repository as planning and messages name it. */
  readonly shown: (file: string) => string;
  readonly known: Known;
  readonly cwd: string;
}

interface ReadStack {
  readonly found: FoundStack;
  readonly stack: Stack;
}

const mostScenarios = 100;

/** Files that would make a repository's runbooks drillable, each planned as if it were there. */
export async function propose(project: Project, options: ProposeOptions): Promise<Proposal> {
  const { shown, cwd } = options;
  const stacks: ReadStack[] = [];
  const problems: Problem[] = [];
  for (const found of project.stacks) {
    const read = await readStack([...found.files, ...(found.drill === undefined ? [] : [found.drill])].map(shown));
    problems.push(...read.problems.filter(({ severity }) => severity === 'error'));
    if (read.stack !== undefined) stacks.push({ found, stack: read.stack });
  }
  const open = project.runbooks.filter(({ runbook }) => !project.drilled.has(resolve(runbook.file)));
  const left =
    project.runbooks.length === open.length ? [] : [`${count(project.runbooks.length - open.length, 'runbook')} with a scenario already`];
  const byStack = new Map<ReadStack, FoundRunbook[]>();
  for (const one of open) {
    const stack = stackFor(one, stacks, shown);
    if (stack !== undefined) byStack.set(stack, [...(byStack.get(stack) ?? []), one]);
  }
  const files: ProposedFile[] = [];
  const name = scenarioNames();
  let proposed = 0;
  let unsaid = 0;
  for (const [read, runbooks] of byStack) {
    const sources = appSources(read.stack, cwd);
    const scenarios = runbooks.flatMap(one =>
      proposeScenarios(one, read.stack, findEndpoints(read.stack, one.runbook, sources)).map(scenario => ({
        ...scenario,
        only: one.single,
      })),
    );
    unsaid += runbooks.reduce((sum, { acting }) => sum + acting.length, 0) - scenarios.length;
    const overlayFile = join(read.found.folder, 'compose.drill.yaml');
    const overlay =
      read.found.drill === undefined
        ? proposeOverlay(read.stack, {
            file: shown(overlayFile),
            runbooks: runbooks.map(({ runbook }) => runbook),
            sized: filled(scenarios, read.stack),
          })
        : undefined;
    if (overlay !== undefined) files.push({ file: overlayFile, text: overlay });
    const drill = read.found.drill ?? (overlay === undefined ? undefined : overlayFile);
    const stackFiles = [...read.found.files, ...(drill === undefined ? [] : [drill])];
    for (const scenario of scenarios) {
      if (++proposed > mostScenarios) continue;
      const folder = join('scenarios', ...read.found.folder.split('/').map(plainName));
      const called = name(basename(scenario.words.runbook).replace(/\.\w+$/, ''), ...(scenario.only ? [] : [scenario.procedure.title]));
      files.push(await plannedFile({ file: join(folder, `${called}.yaml`), scenario, stackFiles, overlay, overlayFile }, options));
    }
  }
  if (unsaid > 0) left.push(`${count(unsaid, 'section')} with commands of which no word tells what trouble they are for`);
  if (proposed > mostScenarios)
    left.push(`${proposed - mostScenarios} procedures more than the ${mostScenarios} that one proposal holds: call it again with a folder`);
  return { files, problems, left };
}

/** The stack nearest above a runbook; of several the one whose services it names most. */
function stackFor({ runbook }: FoundRunbook, stacks: readonly ReadStack[], shown: (file: string) => string): ReadStack | undefined {
  const text = [runbook.title, runbook.file, ...runbook.blocks.map(({ script, prose }) => `${prose}\n${script}`)].join('\n');
  const named = ({ stack }: ReadStack): number => [...servicesNamed(text, stack).values()].reduce((sum, count) => sum + count, 0);
  const near = ({ found }: ReadStack): number => {
    const folder = shown(found.folder);
    return folder !== '.' && dirname(runbook.file).startsWith(folder) ? folder.split('/').length : 0;
  };
  return stacks.toSorted((one, other) => near(other) - near(one) || named(other) - named(one))[0];
}

/** Volumes without a size that a proposed fault fills. */
function filled(scenarios: readonly ProposedScenario[], { services, volumes }: Stack): readonly string[] {
  const names = scenarios.flatMap(({ fault: { kind, settings } }) => {
    const mounts = kind === 'volume.full' ? (services.find(({ name }) => name === settings['service'])?.mounts ?? []) : [];
    return mounts.flatMap(mount => (mount.kind === 'volume' && mount.target === settings['path'] ? [mount.volume] : []));
  });
  return [...new Set(names)].filter(name => volumes.some(volume => volume.name === name && volume.sizeBytes === undefined));
}

interface ToPlan {
  readonly file: string;
  readonly scenario: ProposedScenario;
  readonly stackFiles: readonly string[];
  readonly overlay: string | undefined;
  readonly overlayFile: string;
}

/** Takes the place of open values, to see further. */
const standIn = 'filled_in';

/** A scenario's text, with what planning says of it above: nothing that is proposed looks ready when it is not. */
async function plannedFile(
  { file, scenario, stackFiles, overlay, overlayFile }: ToPlan,
  { shown, known, cwd }: ProposeOptions,
): Promise<ProposedFile> {
  const path = shown(file);
  const textWith = (about: readonly string[]): string =>
    scenarioText({ ...scenario.words, file: path, schemas: schemaFolder(path, cwd), stack: stackFiles.map(shown), about });
  const unwritten = overlay === undefined ? [] : [[resolve(shown(overlayFile)), overlay] as const];
  const plan = async (text: string): Promise<readonly string[]> => {
    const planned = await loadPlan(path, known, { unwritten: new Map([[resolve(path), text], ...unwritten]) });
    if (planned.ok) return planned.plan.left.map(({ message }) => message);
    const lines = text.split('\n');
    return planned.problems
      .filter(({ severity, location }) => severity === 'error' && lines[location.line - 1]?.includes(standIn) !== true)
      .map(({ message }) => message);
  };
  const text = textWith([]);
  // What stands in the way behind a value that is still open is told now, and not after it was filled in.
  const filledIn = text.replaceAll(new RegExp(`: ${unfilledValue}$`, 'gm'), `: ${standIn}`);
  const todo = [...new Set([...(await plan(text)), ...(filledIn === text ? [] : await plan(filledIn))].map(cleanLine))];
  const { procedure, words } = scenario;
  const about = [
    `Proposed from ${words.runbook}:${procedure.location.line}, "${procedure.title}". Look whether fault and probe are what you mean.`,
    ...(todo.length === 0
      ? []
      : ['Before it can be drilled (`drillbook plan` tells what is left of this):', ...todo.map(line => `- ${line}`)]),
  ];
  return { file, text: textWith(about), todo, guessed: scenario.fault.guessed === true };
}

import type { DeclaredEffects } from '../model/effects.ts';
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Location } from '../model/location.ts';
import type { OperationSpec, Probe } from '../model/operation.ts';
import type { Problem } from '../model/problem.ts';
import type { ExpectedOutcome, Located, Preparation, Scenario, StepPatch, Variable } from '../model/scenario.ts';
import { doubtfulReasons, refutingReasons, voidReasons } from '../model/verdict.ts';
import { digestOf } from '../support/digest.ts';
import { nearest } from '../support/nearest.ts';
import { aboutOf } from './scenario/about.ts';
import { scaledText } from './scenario/scaled.ts';
import { runbookPath } from './scenario/runbook-path.ts';
import { readExpectation } from './scenario/expectation.ts';
import { scenarioSchema, type KnownKinds, type ScenarioFile } from './scenario/scenario-schema.ts';
import { readReadyProbes, type ReadyProbes } from './scenario/ready-probes.ts';
import { unfilledIn, unfilledValue } from './scenario/unfilled.ts';
import { durationOr, millisecondsOf } from './yaml/duration-text.ts';
import type { Path } from './yaml/path.ts';
import { readYaml, type YamlDocument } from './yaml/read-yaml.ts';
import { validate } from './yaml/validate.ts';

/** Defaults of the design, in ms. */
const defaults = {
  budget: { provision: 120_000, symptom: 30_000, recovery: 30_000, control: 0 },
  pace: { probe: 500, limit: 5000, hold: 5000, diagnose: 30_000, act: 120_000, verify: 30_000, endless: 3000 },
  load: { every: 100, within: 2000 },
} as const;

/**
 * Reads a scenario file. Paths in it are relative to it. Names that only the stack or the runbook can
 * tell (services, steps) are checked by planning.
 */
export function readScenario(
  file: string,
  text: string,
  known: KnownKinds,
): { readonly scenario?: Scenario; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { problems };
  const open = unfilled(document);
  const { value, problems: invalid } = validate(scenarioSchema(known), document.value, document);
  // That a value is open is told, and not that it is none of the kind that belongs there.
  if (value === undefined)
    return { problems: [...open, ...invalid.filter(({ location: { line } }) => open.every(({ location }) => location.line !== line))] };
  const found: Problem[] = [...open];
  const scenario = decode(file, text, value, document, known, found);
  return found.some(({ severity }) => severity === 'error') ? { problems: found } : { scenario, problems: found };
}

function unfilled(document: YamlDocument): readonly Problem[] {
  return unfilledIn(document.value).map(path => ({
    rule: 'unfilled',
    severity: 'error',
    message: `unexpected ${unfilledValue} at ${path.join('.')}, expected a value`,
    location: document.at(path),
    hint: 'A proposal leaves this word where only you know what belongs there.',
  }));
}

function decode(file: string, text: string, value: ScenarioFile, document: YamlDocument, known: KnownKinds, problems: Problem[]): Scenario {
  const problem = (message: string, location: Location, hint?: string): void =>
    void problems.push({ rule: 'scenario', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) });
  const pathTo = (path: string): string => relative(process.cwd(), resolve(dirname(file), path)) || '.';
  const operationAt = (holder: object, path: Path): OperationSpec =>
    operationIn(holder, path, document, known.operations.kinds, pathTo, problem);
  const ready = readReadyProbes(
    (value.probes ?? []).map((path, index) => ({ path: pathTo(path), location: document.at(['probes', index]) })),
    {
      operations: known.operations,
      operationAt: (holder, path, where, from) =>
        operationIn(
          holder,
          path,
          where,
          known.operations.kinds,
          other => relative(process.cwd(), resolve(dirname(from), other)) || '.',
          problem,
        ),
      problem: found => void problems.push(found),
    },
  );
  const names = new Set<string>();
  const probesAt = (list: readonly object[] | undefined, key: string): readonly Probe[] =>
    (list ?? []).map((probe, index) => {
      const { name, expect, use } = probe as { name?: string; expect?: Parameters<typeof readExpectation>[0]; use?: string };
      const used = use === undefined ? undefined : usedProbe(use, ready, document.at([key, index, 'use']), problem);
      const operation = used?.operation ?? operationAt(probe, [key, index]);
      const called = name ?? used?.name ?? use ?? describe(operation);
      const location = document.at([key, index, ...(name === undefined ? [] : ['name'])]);
      if (names.has(called))
        problem(`unexpected second probe "${called}", expected a name of its own`, location, 'Give one of them another `name`.');
      names.add(called);
      return { name: called, operation, expect: expect === undefined ? (used?.expect ?? {}) : readExpectation(expect), location };
    });
  const located = (list: readonly string[] | undefined, key: string, change = (one: string): string => one): readonly Located<string>[] =>
    (list ?? []).map((one, index) => ({ value: change(one), location: document.at([key, index]) }));

  const steadyState = probesAt(value.steadyState, 'steadyState');
  const symptom = located(value.symptom, 'symptom');
  for (const { value: name, location } of symptom) {
    const known = steadyState.map(probe => probe.name);
    const close = nearest(name, known);
    if (!known.includes(name))
      problem(
        `unexpected probe "${name}", expected one of ${known.join(', ')}`,
        location,
        close === undefined ? undefined : `Did you mean "${close}"?`,
      );
  }
  const hasFaults = (value.faults ?? []).length > 0;
  const hasGoal = (value.goal ?? []).length > 0;
  if (hasFaults === hasGoal)
    problem(
      hasFaults
        ? 'unexpected `goal` beside `faults`, expected one of them'
        : 'unexpected absence of `faults`, expected at least one, or `goal` for a planned procedure',
      document.keyAt([hasGoal ? 'goal' : 'faults']),
    );
  const preparations = (value.prepare ?? []).map((one, index): Preparation =>
    'mark' in one && typeof one.mark === 'string'
      ? { kind: 'mark', name: one.mark, location: document.at(['prepare', index]) }
      : { kind: 'operation', operation: operationAt(one, ['prepare', index]) },
  );
  for (const name of ['neverExecuted', 'executedTwice'] as const)
    if (value.rpo?.[name] !== undefined && value.load?.executed === undefined)
      problem(
        `unexpected rpo.${name} without \`load.executed\`, expected the question that tells which jobs were executed`,
        document.at(['rpo', name]),
      );
  const upTo = value.rpo?.upTo;
  if (upTo !== undefined && !preparations.some(one => one.kind === 'mark' && one.name === upTo))
    problem(`unexpected mark "${upTo}", expected one that \`prepare\` sets`, document.at(['rpo', 'upTo']));
  const runbook = runbookPath(value.runbook, { location: document.at(['runbook']), named: known.runbooksFrom ?? [], pathTo });
  if ('problem' in runbook) problems.push(runbook.problem);
  const { budget = {}, pace = {}, load } = value;
  const rtoMs = value.rto === undefined ? undefined : millisecondsOf(value.rto);
  return {
    id: (relative(process.cwd(), resolve(file)) || file).replace(/\.ya?ml$/, ''),
    file,
    digest: digestOf(text),
    title: value.title ?? file,
    location: document.at([]),
    tags: value.tags ?? [],
    runbook: { value: 'path' in runbook ? runbook.path : '', location: document.at(['runbook']) },
    follow: located(value.follow, 'follow'),
    take: located(value.take, 'take'),
    takesDecided: value.take !== undefined,
    stack: located(value.stack, 'stack', pathTo),
    ...(value.engine === undefined ? {} : { engine: value.engine }),
    prepare: preparations,
    ...(load === undefined
      ? {}
      : {
          load: {
            write: operationAt(load.write, ['load', 'write']),
            read: operationAt(load.read, ['load', 'read']),
            ...(load.executed === undefined ? {} : { executed: operationAt(load.executed, ['load', 'executed']) }),
            location: document.at(['load']),
            everyMs: durationOr((load.write as { every?: string }).every, defaults.load.every),
            withinMs: durationOr((load.write as { within?: string }).within, defaults.load.within),
          },
        }),
    ...(ready.files.length === 0 ? {} : { readyFiles: ready.files }),
    steadyState,
    never: probesAt(value.never, 'never'),
    recovered: probesAt(value.recovered, 'recovered'),
    goal: probesAt(value.goal, 'goal'),
    symptom,
    faults: (value.faults ?? []).map((fault, index) => {
      const kind = known.faults.kinds.find(candidate => candidate in fault) ?? '';
      const { name, after, during } = fault as { name?: string; after?: string; during?: string };
      return {
        kind,
        settings: (fault as Record<string, unknown>)[kind],
        name: name ?? kind,
        afterMs: durationOr(after, 0),
        ...(during === undefined ? {} : { during: { value: during, location: document.at(['faults', index, 'during']) } }),
        location: document.keyAt(['faults', index, kind]),
        ...settingLocations(document, ['faults', index, kind]),
      };
    }),
    variables: Object.entries(value.variables ?? {}).map(([key, given]): Variable =>
      variableOf(key, given, document, problem, known.missingSecret),
    ),
    steps: (value.steps ?? []).map((patch, index): StepPatch => patchOf(patch, document.at(['steps', index]))),
    ...(value.inline === undefined ? {} : { inline: value.inline }),
    onFail: value.onFail ?? 'continue',
    outcome: outcomeOf(value, document, problem),
    budget: {
      provisionMs: durationOr(budget.provision, defaults.budget.provision),
      symptomMs: durationOr(budget.symptom, defaults.budget.symptom),
      recoveryMs: durationOr(budget.recovery, defaults.budget.recovery),
      controlMs: durationOr(budget.control, defaults.budget.control),
    },
    pace: {
      probeEveryMs: durationOr(pace.probe, defaults.pace.probe),
      probeLimitMs: durationOr(pace.limit, defaults.pace.limit),
      holdMs: Math.max(defaults.pace.hold, durationOr(pace.hold, defaults.pace.hold)),
      diagnoseMs: durationOr(pace.diagnose, defaults.pace.diagnose),
      actMs: durationOr(pace.act, defaults.pace.act),
      verifyMs: durationOr(pace.verify, defaults.pace.verify),
      endlessMs: durationOr(pace.endless, defaults.pace.endless),
    },
    ...(rtoMs === undefined ? {} : { rtoMs }),
    rpo: {
      lost: value.rpo?.lost ?? 0,
      duplicated: value.rpo?.duplicated ?? 0,
      resurrected: value.rpo?.resurrected ?? 0,
      ...(value.rpo?.neverExecuted === undefined ? {} : { neverExecuted: value.rpo.neverExecuted }),
      ...(value.rpo?.executedTwice === undefined ? {} : { executedTwice: value.rpo.executedTwice }),
      ...(upTo === undefined ? {} : { upTo }),
    },
    ...(value.effects === undefined ? {} : { effects: value.effects as DeclaredEffects }),
    ...(value.interruption === undefined ? {} : { interruptionMs: value.interruption === 'none' ? 0 : millisecondsOf(value.interruption) }),
    cause: value.cause ?? 'may-remain',
    ...(value.cause === undefined ? {} : { causeIsSaid: true as const }),
    exclusive: value.exclusive ?? false,
    scaled: (value.scaled ?? []).map(scaledText),
    ...(value.about === undefined ? {} : { about: aboutOf(value.about) }),
  };
}

function operationIn(
  holder: object,
  path: Path,
  document: YamlDocument,
  kinds: readonly string[],
  pathTo: (path: string) => string,
  problem: (message: string, location: Location) => void,
): OperationSpec {
  const kind = kinds.find(candidate => candidate in holder) ?? '';
  let settings = (holder as Record<string, unknown>)[kind];
  if (settings !== null && typeof settings === 'object' && 'file' in settings && typeof settings.file === 'string') {
    const file = pathTo(settings.file);
    if (!existsSync(file)) problem(`unexpected file "${settings.file}", expected one that exists`, document.at([...path, kind, 'file']));
    settings = { ...settings, file };
  }
  return { kind, settings, location: document.at([...path, kind]), ...settingLocations(document, [...path, kind]) };
}

function usedProbe(
  name: string,
  { probes }: ReadyProbes,
  location: Location,
  problem: (message: string, location: Location, hint?: string) => void,
): Probe | undefined {
  const found = probes.get(name);
  if (found !== undefined) return found;
  const close = nearest(name, [...probes.keys()]);
  const hint =
    probes.size === 0
      ? 'Name the file that it stands in: `probes: [limits.probes.yaml]`.'
      : close === undefined
        ? undefined
        : `Did you mean "${close}"?`;
  problem(`unexpected probe "${name}", expected one of the files that \`probes\` names`, location, hint);
  return undefined;
}

function settingLocations(document: YamlDocument, path: Path): Pick<OperationSpec, 'settingLocations'> {
  const written = path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string | number, unknown>> | null | undefined)?.[key],
    document.value,
  );
  if (written === null || typeof written !== 'object') return {};
  return { settingLocations: Object.fromEntries(Object.keys(written).map(key => [key, document.at([...path, key])])) };
}

/** A probe without a name is called by what it asks. */
function describe({ kind, settings }: OperationSpec): string {
  const { method, url, host, port, query, command, run, name } = (settings ?? {}) as Record<string, unknown>;
  const what =
    url === undefined
      ? host === undefined
        ? (query ?? command ?? run ?? name ?? '')
        : `${String(host)}:${String(port)}`
      : `${method === undefined ? '' : `${String(method)} `}${String(url)}`;
  return `${kind} ${(Array.isArray(what) ? what.join(' ') : String(what)).replaceAll(/\s+/g, ' ')}`.slice(0, 80);
}

function variableOf(
  text: string,
  given: string | number | boolean | { readonly env: string },
  document: YamlDocument,
  problem: (message: string, location: Location, hint?: string) => void,
  missingSecret: KnownKinds['missingSecret'],
): Variable {
  const location = document.keyAt(['variables', text]);
  if (typeof given !== 'object') return { text, value: String(given), secret: false, location };
  const here = process.env[given.env];
  const value = here === undefined || here === '' ? missingSecret?.(given.env) : here;
  if (value === undefined)
    problem(
      `unexpected absence of the environment variable ${given.env}, expected a value for ${text}`,
      document.at(['variables', text]),
      `Set ${given.env} before the drill; its value is kept out of the evidence.`,
    );
  return { text, value: value ?? '', secret: true, location };
}

function patchOf(
  { at, text, why, answer, by, inline, timeout, takes, exit, ...rest }: NonNullable<ScenarioFile['steps']>[number],
  location: Location,
): StepPatch {
  const statuses = exit === 'any' ? 'any' : exit === undefined ? undefined : String(exit).split(',').map(Number);
  const given = Object.fromEntries(Object.entries(rest).filter(([, member]) => member !== undefined));
  return {
    at,
    text,
    location,
    ...(why === undefined ? {} : { why }),
    ...(answer === undefined ? {} : { answer }),
    ...(by === undefined ? {} : { by }),
    ...(inline === undefined ? {} : { inline }),
    attributes: {
      ...given,
      ...(timeout === undefined ? {} : { timeoutMs: millisecondsOf(timeout) }),
      ...(takes === undefined ? {} : { takesMs: millisecondsOf(takes) }),
      ...(statuses === undefined ? {} : { exit: statuses }),
    },
  };
}

function outcomeOf(
  { outcome = 'verified' }: ScenarioFile,
  document: YamlDocument,
  problem: (message: string, location: Location, hint?: string) => void,
): ExpectedOutcome {
  const { is, selfTest = false, ...rest } = typeof outcome === 'string' ? { is: outcome } : outcome;
  const location = document.at(['outcome']);
  const fitting: readonly string[] =
    is === 'verified' ? ['clean'] : is === 'refuted' ? refutingReasons : [...voidReasons, ...doubtfulReasons];
  if (is !== 'verified' && rest.reason === undefined)
    problem(
      `unexpected outcome "${is}" without a reason, expected the one that is known`,
      location,
      `For instance { is: ${is}, reason: ${fitting[0] ?? ''}, because: …, owner: …, until: 2026-12-31 }.`,
    );
  else if (rest.reason !== undefined && !fitting.includes(rest.reason))
    problem(
      `unexpected reason "${rest.reason}" of the outcome "${is}", expected one of ${fitting.join(', ')}`,
      document.at(['outcome', 'reason']),
    );
  else if (is !== 'verified' && !selfTest && (rest.owner === undefined || rest.until === undefined))
    problem(
      'unexpected known failure without `owner` and `until`, expected who mends it and by when',
      location,
      'Runbooks that are broken on purpose say `selfTest: true` instead.',
    );
  return { is, selfTest, ...Object.fromEntries(Object.entries(rest).filter(([, member]) => member !== undefined)) };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { engines } from '../../engines/index.ts';
import { publishing, stackOf } from '../../engines/testing/stack-of.ts';
import { defineFault, serviceOf } from '../../faults/fault.ts';
import type { DrillEvent, EventOf, EventType, PlanFacts } from '../../model/event.ts';
import type { Block, Role, StepAttributes } from '../../model/runbook.ts';
import type { Scenario } from '../../model/scenario.ts';
import { defineOperation } from '../../operations/operation.ts';
import type { OperationDefinition } from '../../operations/operation.ts';
import type { Plan, PlannedProbe, PlannedStep } from '../../planning/plan.ts';
import type { FaultDefinition } from '../../faults/fault.ts';
import type { ShimDefinition } from '../../shims/shim.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { registry } from '../../support/registry.ts';
import type { TrialOptions } from '../trial.ts';

const location = { file: 'scenario.yaml', line: 1, column: 1 };
const budget = { provisionMs: 60_000, symptomMs: 10_000, recoveryMs: 3_000, controlMs: 0 };

/** An HTTP request, sent from the bastion by curl. */
const curl = defineOperation({
  kind: 'curl',
  settings: z.object({ url: z.string(), method: z.string().default('GET') }),
  async ask({ url, method }, { stack, timeoutMs, signal }) {
    const began = performance.now();
    const { status, stdout } = await stack.bastion.exec(
      ['curl', '-s', '-m', String(timeoutMs / 1000), '-X', method, '-w', String.raw`\n%{http_code}`, url],
      { timeoutMs, signal },
    );
    const [, text = '', code = '0'] = /^([^]*)\n(\d+)$/.exec(stdout) ?? [];
    const durationMs = performance.now() - began;
    return status === 0
      ? { answered: true, status: Number(code), text, durationMs }
      : { answered: false, text: '', error: `curl ended with ${status}`, durationMs };
  },
});

/** Ends a service's process. */
const kill = defineFault({
  kind: 'kill',
  about: 'ends a process',
  symptom: 'Connections are refused.',
  settings: z.object({ service: z.string() }),
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ service }) => `kill ${service}`,
  target: ({ service }) => service,
  async inject({ service }, { stack }) {
    const target = serviceOf(stack, service);
    await target.can.process?.signal('SIGKILL');
    return {
      async proveEffect() {
        const { state } = await target.status();
        return { held: state === 'exited', proof: `${service} is ${state}` };
      },
      undo: async () => target.can.process?.start(),
    };
  },
});

/** `ctl start|stop SERVICE`. */
const ctl: ShimDefinition = {
  kind: 'ctl',
  follows: 'nothing',
  async run({ argv: [verb, name = ''], write }, stack) {
    const control = stack.services.get(name)?.can.process;
    if (control === undefined || (verb !== 'start' && verb !== 'stop'))
      throw new Unsupported(`unexpected "${verb}", expected start or stop`);
    await write('stdout', `${verb} ${name}\n`);
    await (verb === 'start' ? control.start() : control.stop());
    return 0;
  },
};

/** Keeps what is sent to it in a file on its volume. */
const server = `
  const { appendFileSync, readFileSync, existsSync } = require('node:fs');
  const file = '/data/items';
  require('node:http').createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url, 'http://web');
    if (request.method === 'POST') appendFileSync(file, searchParams.get('id') + '\\n');
    answer.writeHead(request.method === 'POST' ? 201 : 200).end(pathname === '/items' && existsSync(file) ? readFileSync(file) : 'ok');
  }).listen(8080);
`;

const folders: string[] = [];

/** Takes away what plans and options made. */
export function removeTinyFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface TinyStep {
  readonly script: string;
  readonly role?: Role;
  readonly attributes?: StepAttributes;
  readonly gate?: boolean;
  readonly timeoutMs?: number;
  readonly omitted?: NonNullable<PlannedStep['omitted']>;
}

/** A web server that is killed, and the steps that are to bring it back. */
export function tinyPlan(
  steps: readonly TinyStep[],
  more: {
    readonly facts?: Partial<PlanFacts>;
    readonly scenario?: Partial<Scenario>;
    readonly secrets?: readonly string[];
    readonly environment?: Plan['environment'];
    readonly faults?: Plan['faults'];
    readonly probes?: readonly PlannedProbe[];
  } = {},
): Plan {
  const stack = stackOf(
    {
      web: {
        run: `node -e "${server.replaceAll('"', String.raw`\"`).replaceAll('\n', ' ')}"`,
        ...publishing(8080, 8080),
        mounts: [{ kind: 'volume', volume: 'data', target: '/data', readOnly: false, location }],
        healthcheck: { test: ['curl', '-sf', 'http://localhost:8080/'], intervalMs: 100, timeoutMs: 2000, retries: 20, startPeriodMs: 0 },
      },
    },
    { volumes: [{ name: 'data' }] },
  );
  folders.push(stack.folder);
  const planned = steps.map(plannedStep);
  const outcome = { is: 'verified', selfTest: false } as const;
  const rpo = { lost: 0, duplicated: 0, resurrected: 0 };
  const facts: PlanFacts = {
    scenario: 'tiny',
    scenarioFile: 'scenario.yaml',
    title: 'Tiny',
    runbook: 'runbook.md',
    planned: false,
    budget,
    probeEveryMs: 100,
    holdMs: 0,
    rpo,
    cause: 'may-remain',
    onFail: 'continue',
    outcome,
    adaptations: [],
    differs: [],
    digests: {},
    symptomProbes: [],
    hasLoad: true,
    inputDigest: '',
    runbooks: [],
    procedures: [],
    notTaken: [],
    faults: [],
    tags: [],
    steps: planned.map(({ block, gate, timeoutMs }) => ({
      id: block.id,
      role: block.role,
      roleFrom: block.roleFrom,
      location: block.location,
      text: block.text,
      gate,
      timeoutMs,
    })),
    ...more.facts,
  };
  const operation = (settings: unknown): { readonly kind: string; readonly settings: unknown; readonly location: typeof location } => ({
    kind: 'curl',
    settings,
    location,
  });
  const scenario: Scenario = {
    id: 'tiny',
    file: 'scenario.yaml',
    digest: '',
    scaled: [],
    title: 'Tiny',
    location,
    tags: [],
    runbook: { value: 'runbook.md', location },
    follow: [],
    take: [],
    takesDecided: true,
    stack: [],
    prepare: [],
    steadyState: [],
    never: [],
    recovered: [],
    goal: [],
    symptom: [],
    faults: [],
    variables: [],
    steps: [],
    onFail: facts.onFail,
    outcome,
    budget: facts.budget,
    rpo,
    cause: 'may-remain',
    exclusive: false,
    pace: { probeEveryMs: 100, probeLimitMs: 1_000, holdMs: 0, diagnoseMs: 5_000, actMs: 5_000, verifyMs: 5_000, endlessMs: 500 },
    load: {
      write: operation({ url: 'http://localhost:8080/items?id=${id}', method: 'POST' }),
      read: operation({ url: 'http://localhost:8080/items', method: 'GET' }),
      everyMs: 100,
      withinMs: 1_000,
      location,
    },
    ...more.scenario,
  };
  return {
    scenario,
    stack,
    runbooks: [],
    documents: [],
    steps: planned,
    left: [],
    known: { operations: registry<OperationDefinition>([curl]), faults: registry<FaultDefinition>([]), shims: registry([ctl]) },
    environment: more.environment ?? {},
    secrets: more.secrets ?? [],
    facts,
    probes: more.probes ?? [tinyProbe('it answers', 'steady', { url: 'http://localhost:8080/', method: 'GET' }, 200)],
    faults: more.faults ?? [{ fault: kill, spec: { kind: 'kill', name: 'kill', settings: { service: 'web' }, afterMs: 0, location } }],
  };
}

export function tinyProbe(name: string, of: PlannedProbe['of'], settings: unknown, status: number): PlannedProbe {
  return { name, of, operation: curl, spec: { kind: 'curl', settings, location }, expect: { status } };
}

function plannedStep(
  { script, role = 'act', attributes = {}, gate = false, timeoutMs = 5_000, omitted }: TinyStep,
  index: number,
): PlannedStep {
  const at = { file: 'runbook.md', line: 10 * (index + 1), column: 1 };
  const block: Block = {
    id: attributes.name ?? `fix/${index + 1}`,
    procedure: 'fix',
    location: at,
    lang: 'bash',
    text: script,
    role,
    roleFrom: 'attribute',
    step: true,
    reason: '',
    language: 'shell',
    script,
    scriptLines: script.split('\n').map((_, line) => at.line + 1 + line),
    statements: [],
    attributes,
    attributeLocations: {},
    prose: '',
  };
  return {
    block,
    runbook: {
      file: 'runbook.md',
      title: '',
      digest: '',
      frontMatter: {},
      procedures: [],
      blocks: [block],
      unfenced: [],
      placeholders: [],
      problems: [],
    },
    script,
    timeoutMs,
    endlessMs: 500,
    gate,
    ...(omitted === undefined ? {} : { omitted }),
  };
}

/** What a trial of it needs, in a folder of its own. */
export function tinyOptions(more: Partial<TrialOptions> = {}): TrialOptions {
  const engine = engines.find('processes');
  if (engine === undefined) throw new Error('unexpected absence of the engine "processes"');
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-trial-'));
  folders.push(folder);
  return {
    trial: 'as-written',
    engine,
    genesis: 'sha256:test',
    drillbook: '0.0.0',
    signal: new AbortController().signal,
    evidence: folder,
    journal: 'trial.ndjson',
    ...more,
  };
}

export function eventsOf<T extends EventType>(events: readonly DrillEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

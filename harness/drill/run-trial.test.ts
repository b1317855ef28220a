import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { DrillEvent } from '../model/event.ts';
import { readJournal } from '../evidence/read-journal.ts';
import { runTrial } from './run-trial.ts';
import { eventsOf, removeTinyFolders, tinyOptions, tinyPlan, tinyProbe } from './testing/tiny-drill.ts';

test.describe.configure({ timeout: 90_000 });
test.afterAll(removeTinyFolders);

const phasesOf = (events: readonly DrillEvent[]): readonly (readonly [string, boolean])[] =>
  eventsOf(events, 'phase.ended').map(event => [event.phase, event.held] as const);
const whole = ['provision', 'prepare', 'baseline', 'inject', 'effect', 'symptom', 'respond', 'recovery', 'hold', 'residual', 'destroy'];

test('a procedure that starts the killed service again: every phase holds, nothing is lost, the journal on disk is whole', async () => {
  const options = tinyOptions();
  const events = await runTrial(
    tinyPlan([
      { script: 'curl -sf localhost:8080', role: 'diagnose' },
      { script: 'ctl start web' },
      { script: 'curl -sf localhost:8080', role: 'verify' },
    ]),
    options,
  );
  expect(phasesOf(events)).toEqual(whole.map(phase => [phase, true]));
  expect(
    eventsOf(events, 'step.ended')
      .filter(event => event.last)
      .map(({ step, held, status }) => ({ step, held, status })),
  ).toEqual([
    { step: 'fix/1', held: true, status: 7 },
    { step: 'fix/2', held: true, status: 0 },
    { step: 'fix/3', held: true, status: 0 },
  ]);
  expect(eventsOf(events, 'fault.effect').map(({ when, held }) => [when, held])).toEqual([
    ['effect', true],
    ['respond', true],
    ['residual', false],
  ]);
  const [ledger] = eventsOf(events, 'ledger');
  expect(ledger).toMatchObject({ lost: [], duplicated: [], resurrected: [] });
  expect(ledger?.acknowledged).toBeGreaterThan(20);
  expect(ledger?.indeterminate).toBeGreaterThan(0);
  const read = readJournal(options.evidence, options.journal);
  expect(read.broken).toBeUndefined();
  expect(read.events).toEqual(events);
  expect(events.at(-1)?.type).toBe('trial.ended');
  expect(existsSync(join(options.evidence, 'trial.undo.json'))).toBe(false);
});

test('a procedure that does nothing: service does not come back within the budget, and the trial does not hold', async () => {
  const events = await runTrial(tinyPlan([{ script: 'echo restarting' }]), tinyOptions());
  expect(phasesOf(events)).toEqual([
    ...whole.slice(0, 7).map(phase => [phase, true]),
    ['recovery', false],
    ['residual', false],
    ['destroy', true],
  ]);
  expect(eventsOf(events, 'ledger.unread')).toHaveLength(1);
});

test('the control does nothing, watches as long as it must, and its fault is lifted only at the end', async () => {
  const events = await runTrial(
    tinyPlan([{ script: 'ctl start web' }]),
    tinyOptions({ trial: 'without-runbook', watchAtLeastMs: Promise.resolve(11_000) }),
  );
  expect(phasesOf(events)).toEqual([
    ...whole.slice(0, 6).map(phase => [phase, true]),
    ['recovery', false],
    ['residual', false],
    ['destroy', true],
  ]);
  expect(eventsOf(events, 'step.started')).toEqual([]);
  const rounds = eventsOf(events, 'round');
  const red = rounds.findIndex(round => !round.green);
  expect(rounds.slice(red).every(round => !round.green)).toBe(true);
  expect((rounds.at(-1)?.endedMs ?? 0) - (rounds[red]?.startedMs ?? 0)).toBeGreaterThan(11_000);
});

test('on a healthy system no fault is injected and the procedure is followed', async () => {
  const events = await runTrial(tinyPlan([{ script: 'ctl stop web\nctl start web' }]), tinyOptions({ trial: 'without-fault' }));
  expect(phasesOf(events)).toEqual([...whole.slice(0, 3), ...whole.slice(6)].map(phase => [phase, true]));
  expect(eventsOf(events, 'fault.injected')).toEqual([]);
});

test('a stand-in that does not know what is asked fails visibly and makes the trial void', async () => {
  const events = await runTrial(tinyPlan([{ script: 'ctl reload web' }, { script: 'echo never' }]), tinyOptions());
  expect(eventsOf(events, 'unsupported')).toMatchObject([{ what: 'ctl reload web: unexpected "reload", expected start or stop' }]);
  expect(eventsOf(events, 'step.ended')).toMatchObject([{ status: 1, stderr: 'ctl: unexpected "reload", expected start or stop\n' }]);
  expect(phasesOf(events).slice(-2)).toEqual([
    ['respond', false],
    ['destroy', true],
  ]);
});

test('a fault that heals before the first acting step leaves nothing to judge', async () => {
  const events = await runTrial(
    tinyPlan([{ script: 'ctl start web; sleep 2', role: 'diagnose' }, { script: 'echo fixed' }]),
    tinyOptions(),
  );
  expect(eventsOf(events, 'not-clear-to-act')).toMatchObject([{ step: 'fix/2', why: 'fault-ineffective' }]);
  expect(eventsOf(events, 'step.started').map(event => event.step)).toEqual(['fix/1']);
});

test('a gate that does not hold ends the procedure; what follows is skipped by name', async () => {
  const events = await runTrial(
    tinyPlan([
      { script: 'echo web is fine', role: 'diagnose', gate: true, attributes: { expect: 'web is down' } },
      { script: 'ctl start web' },
    ]),
    tinyOptions(),
  );
  expect(eventsOf(events, 'procedure.stopped')).toMatchObject([{ step: 'fix/1', why: 'gate' }]);
  expect(eventsOf(events, 'step.skipped')).toMatchObject([{ step: 'fix/2', kind: 'after-stop' }]);
});

test('a failing step stops nothing, and a failure inside a block is noted at its own line', async () => {
  const events = await runTrial(tinyPlan([{ script: 'false' }, { script: 'echo one\nls /nowhere\nctl start web' }]), tinyOptions());
  expect(eventsOf(events, 'step.ended')).toMatchObject([
    { step: 'fix/1', held: false, message: 'unexpected status 1, expected 0' },
    { step: 'fix/2', held: true, masked: [{ location: { file: 'runbook.md', line: 22 }, status: 2 }] },
  ]);
  expect(phasesOf(events)).toContainEqual(['hold', true]);
});

test('a verifying step is tried again until it holds', async () => {
  const events = await runTrial(
    tinyPlan([{ script: '(sleep 1.2; ctl start web) > /dev/null 2>&1 &' }, { script: 'curl -sf localhost:8080', role: 'verify' }]),
    tinyOptions(),
  );
  const verified = eventsOf(events, 'step.ended').filter(event => event.step === 'fix/2');
  expect(verified.length).toBeGreaterThan(1);
  expect(verified.map(event => event.held)).toEqual([...verified.slice(1).map(() => false), true]);
  expect(verified.map(event => event.last)).toEqual([...verified.slice(1).map(() => false), true]);
});

test('an interrupted trial says so, cleans up and ends', async () => {
  const interrupted = new AbortController();
  const options = tinyOptions({
    signal: interrupted.signal,
    onEvent: event => void (event.type === 'step.started' && setTimeout(() => interrupted.abort('SIGINT'), 200)),
  });
  const began = performance.now();
  const events = await runTrial(tinyPlan([{ script: 'sleep 60', timeoutMs: 70_000 }]), options);
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(eventsOf(events, 'interrupted')).toMatchObject([{ by: 'SIGINT' }]);
  expect(events.slice(-2).map(event => event.type)).toEqual(['phase.ended', 'trial.ended']);
});

test('a step that the scenario leaves out makes the trial void before anything is started', async () => {
  const events = await runTrial(
    tinyPlan([{ script: 'ctl start web', omitted: { why: 'too slow', kind: 'skip', deviates: true } }]),
    tinyOptions(),
  );
  expect(eventsOf(events, 'deviated')).toMatchObject([{ step: 'fix/1', message: 'too slow' }]);
  expect(eventsOf(events, 'stack.ready')).toEqual([]);
  expect(events.at(-1)?.type).toBe('trial.ended');
});

test('a system that is not healthy from the start is not harmed', async () => {
  const plan = tinyPlan([{ script: 'ctl start web' }], {
    probes: [tinyProbe('it is a teapot', 'steady', { url: 'http://localhost:8080/', method: 'GET' }, 418)],
  });
  const events = await runTrial(plan, tinyOptions());
  expect(phasesOf(events)).toEqual([
    ['provision', true],
    ['prepare', true],
    ['baseline', false],
    ['destroy', true],
  ]);
  expect(eventsOf(events, 'fault.injected')).toEqual([]);
});

test('a real program that the bastion has not makes the trial unsupported; a mistyped one is the runbook that is wrong', async () => {
  const missing = await runTrial(tinyPlan([{ script: 'kubectl rollout restart deploy/web || true\nctl start web' }]), tinyOptions());
  expect(eventsOf(missing, 'unsupported')).toMatchObject([{ what: expect.stringContaining('kubectl: ') }]);
  const asRoot = await runTrial(tinyPlan([{ script: "echo 'sudo: nano: command not found' >&2\nctl start web" }]), tinyOptions());
  expect(eventsOf(asRoot, 'unsupported')).toMatchObject([{ what: expect.stringContaining('nano: ') }]);
  const mistyped = await runTrial(tinyPlan([{ script: 'kubctl rollout restart deploy/web' }]), tinyOptions());
  expect(eventsOf(mistyped, 'unsupported')).toEqual([]);
  expect(eventsOf(mistyped, 'step.ended')).toMatchObject([{ status: 127, held: false }]);
});

test('a service that did not start is named, with what it said last', async () => {
  const plan = tinyPlan([{ script: 'ctl start web' }], {
    probes: [tinyProbe('it is a teapot', 'steady', { url: 'http://localhost:8080/', method: 'GET' }, 418)],
  });
  const { healthcheck: _, ...web } = plan.stack.services[0]!;
  const other = { ...web, name: 'other', ports: [], run: { ...web.run!, command: 'nowhere-to-be-found' } };
  const events = await runTrial({ ...plan, stack: { ...plan.stack, services: [web, other] } }, tinyOptions());
  expect(eventsOf(events, 'phase.ended').find(({ phase }) => phase === 'baseline')?.note).toMatch(
    /418; service other ended with status 127: .*nowhere-to-be-found: not found$/,
  );
});

test('a planned procedure whose goal is reached before it begins ends there', async () => {
  const plan = tinyPlan([{ script: 'true' }], {
    faults: [],
    facts: { planned: true },
    probes: [
      tinyProbe('it answers', 'steady', { url: 'http://localhost:8080/', method: 'GET' }, 200),
      tinyProbe('goal', 'goal', { url: 'http://localhost:8080/', method: 'GET' }, 200),
    ],
  });
  const events = await runTrial(plan, tinyOptions());
  expect(phasesOf(events)).toEqual([
    ['provision', true],
    ['prepare', true],
    ['baseline', true],
    ['destroy', true],
  ]);
});

test('the same variables and folder last from step to step, and no secret reaches the journal', async () => {
  const options = tinyOptions();
  const plan = tinyPlan(
    [
      { script: 'cd /usr; word=$TOKEN', role: 'diagnose' },
      { script: 'pwd; printf "%s" "$word"; echo " is the token"; ctl start web', attributes: { exit: [0] } },
    ],
    { environment: { TOKEN: 'hunter2-hunter2' }, secrets: ['hunter2-hunter2'] },
  );
  const events = await runTrial(plan, options);
  expect(eventsOf(events, 'step.ended')[1]?.stdout).toBe('/usr\n[redacted] is the token\nstart web\n');
  expect(readFileSync(join(options.evidence, options.journal), 'utf8')).not.toContain('hunter2');
});

test('the harness says when it lost the stack instead of blaming the runbook', async () => {
  const plan = tinyPlan([{ script: 'sleep 30', timeoutMs: 40_000 }]);
  const options = tinyOptions();
  const { engine } = options;
  const events = await runTrial(plan, {
    ...options,
    engine: {
      ...engine,
      start: async (stack, more) =>
        Object.assign(await engine.start(stack, more), {
          lost: new Promise<Error>(resolve => setTimeout(() => resolve(new Error('killed')), 4_000)),
        }),
    },
  });
  expect(eventsOf(events, 'harness.failed')).toMatchObject([{ code: 'stack-lost' }]);
  expect(events.at(-1)?.type).toBe('trial.ended');
});

test('a way to the stack that hangs makes service look down, and the trial void', async () => {
  const options = tinyOptions();
  const events = await runTrial(tinyPlan([{ script: 'ctl start web' }]), {
    ...options,
    onEvent: event => {
      if (event.type !== 'phase.started' || event.phase !== 'hold') return;
      const supervisors = supervisorsOf(process.pid);
      for (const pid of supervisors) process.kill(pid, 'SIGSTOP');
      setTimeout(() => supervisors.forEach(pid => process.kill(pid, 'SIGCONT')), 3_000);
    },
  });
  expect(eventsOf(events, 'round').filter(({ phase, green }) => phase === 'hold' && !green).length).toBeGreaterThan(0);
  expect(eventsOf(events, 'slow')).toMatchObject([{ phase: 'hold', what: 'the way to the stack was held up' }]);
});

/** What runs in the sandboxes of this process and hands over every connection to them. */
function supervisorsOf(parent: number): readonly number[] {
  return childrenOf(parent).flatMap(pid => [
    ...(readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/supervisor/main.mjs') ? [pid] : []),
    ...supervisorsOf(pid),
  ]);
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap(task =>
    readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

test('a second pass is followed on the system that the first one restored', async () => {
  const events = await runTrial(tinyPlan([{ script: 'ctl start web' }]), tinyOptions({ trial: 'twice' }));
  expect(phasesOf(events).map(([phase]) => phase)).toEqual([...whole.slice(0, 8), 'respond', 'recovery', ...whole.slice(8)]);
  expect(phasesOf(events).every(([, held]) => held)).toBe(true);
  expect(eventsOf(events, 'fault.effect').filter(event => event.when === 'respond')).toHaveLength(1);
});

test('a step that ends the shell is told of, and the next one finds a new shell with the same environment', async () => {
  const events = await runTrial(
    tinyPlan([{ script: 'word=kept; exit 0', role: 'diagnose' }, { script: 'echo "$word-$PLACE"; ctl start web' }], {
      environment: { PLACE: 'here' },
    }),
    tinyOptions(),
  );
  expect(eventsOf(events, 'step.ended')).toMatchObject([{ closedShell: true }, { closedShell: false, stdout: '-here\nstart web\n' }]);
});

test('a step can be carried out inside a service, and one in the background keeps nobody waiting', async () => {
  const events = await runTrial(
    tinyPlan([
      { script: 'sleep 3; touch /tmp/late', role: 'diagnose', attributes: { background: true } },
      { script: 'ctl start web' },
      { script: 'cat /data/items | head -1 | wc -l', role: 'verify', attributes: { on: 'web', expect: '1' } },
    ]),
    tinyOptions(),
  );
  const [background, , inside] = eventsOf(events, 'step.ended');
  expect(background?.durationMs).toBeLessThan(1_500);
  expect(inside).toMatchObject({ status: 0, held: true, stdout: '1\n' });
});

test('a mark stands after writes that were acknowledged, before the baseline', async () => {
  const location = { file: 'scenario.yaml', line: 9, column: 1 };
  const plan = tinyPlan([{ script: 'ctl start web' }], {
    scenario: {
      prepare: [
        { kind: 'operation', operation: { kind: 'curl', settings: { url: 'http://web:8080/', method: 'GET' }, location } },
        { kind: 'mark', name: 'backup', location },
      ],
    },
  });
  const events = await runTrial(plan, tinyOptions());
  const marked = events.findIndex(event => event.type === 'marked');
  expect(events[marked]).toMatchObject({ name: 'backup', phase: 'prepare' });
  const before = eventsOf(events.slice(0, marked), 'writes')
    .flatMap(event => event.results)
    .filter(write => write.outcome === 'acknowledged');
  expect(before.length).toBeGreaterThanOrEqual(3);
  expect(eventsOf(events, 'prepared')).toMatchObject([{ what: 'curl', held: true }]);
});

test('a preparation that fails makes the trial void before anything is harmed', async () => {
  const location = { file: 'scenario.yaml', line: 9, column: 1 };
  const plan = tinyPlan([{ script: 'true' }], {
    scenario: {
      prepare: [{ kind: 'operation', operation: { kind: 'curl', settings: { url: 'http://web:1/', method: 'GET' }, location } }],
    },
  });
  const events = await runTrial(plan, tinyOptions());
  expect(eventsOf(events, 'prepared')).toMatchObject([{ held: false, message: 'curl ended with 7' }]);
  expect(phasesOf(events)).toEqual([
    ['provision', true],
    ['prepare', false],
    ['destroy', true],
  ]);
});

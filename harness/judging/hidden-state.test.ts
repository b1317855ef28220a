import { expect, test } from '@playwright/test';
import type { Differing } from '../model/elsewhere.ts';
import type { TrialRun } from '../model/run.ts';
import { judgeScenario } from './judge-scenario.ts';
import { factsOf, journalOf } from './testing/journal-builder.ts';
import type { Story, StoryStep } from './testing/journal-builder.ts';

const cure: StoryStep = { facts: { text: 'psql -c "select pg_terminate_backend(4711)"' } };
const check: StoryStep = { facts: { role: 'verify', text: 'curl -sf localhost:3001/health' } };
const steps = [cure, check];
const written: Story = { steps };
const control: Story = { trial: 'without-runbook', steps };
/** Service stays away, watched for 12.5 s. */
const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };
const fails = (step: StoryStep, stderr: string, status = 2): StoryStep => ({
  ...step,
  ended: { held: false, status, stderr, message: `unexpected status ${status}, expected 0: ${stderr}` },
});

const made: Differing = {
  differs: [
    { kind: 'variable', what: 'PGHOST' },
    { kind: 'variable', what: 'API_TOKEN' },
  ],
  unchanged: [],
};
const elsewhere = (story: Story = {}, differing: Differing = made): Story => ({
  ...written,
  ...story,
  trial: 'elsewhere',
  say: { ...story.say, provision: journal => journal.event({ type: 'elsewhere.made', ...differing }) },
});

function judged(...stories: readonly Story[]): ReturnType<typeof judgeScenario> {
  const trials = stories.map((story): TrialRun => {
    const trial = story.trial ?? 'as-written';
    return { trial, attempt: 1, journal: `${trial}.ndjson`, events: journalOf(story) };
  });
  const start = trials[0]?.events[0];
  return judgeScenario({ facts: start?.type === 'trial.started' ? start.facts : factsOf(), trials });
}

const findingsOf = (...stories: readonly Story[]): readonly string[] =>
  judged(...stories).findings.flatMap(({ rule, message, location }) => (rule === 'hidden-state' ? [`${location?.line} ${message}`] : []));

test('what holds elsewhere as well needs nothing that it does not name', () => {
  const { outcome, hidden } = judged(written, control, elsewhere());
  expect(outcome).toBe('verified');
  expect(hidden).toMatchObject({ outcome: 'needs-nothing', differs: ['variable PGHOST', 'variable API_TOKEN'] });
});

test('a step that fails there is a finding at its line, and names the variable that its tool reads; the verdict stays', () => {
  const lost = elsewhere({ ...down, steps: [fails(cure, 'psql: error: connection to server on socket failed'), fails(check, '', 7)] });
  const { outcome, reason, hidden } = judged(written, control, lost);
  expect([outcome, reason]).toEqual(['verified', 'clean']);
  expect(hidden?.outcome).toBe('relies');
  const [first = '', second = '', ...more] = findingsOf(written, control, lost);
  expect(first).toMatch(/^10 step fix\/1 relies on variable PGHOST, which the runbook does not name; elsewhere: unexpected status 2/);
  expect(second).toMatch(/^20 step fix\/2 fails elsewhere as well, perhaps only for what step fix\/1 did not do there: /);
  expect(more).toEqual([]);
});

test('what a step prints names what it relies on', () => {
  const script: StoryStep = { facts: { text: './ops/free.sh' } };
  const of = (stderr: string, differing?: Differing): string =>
    findingsOf(
      { steps: [script] },
      { ...control, steps: [script] },
      elsewhere({ ...down, steps: [fails(script, stderr)] }, differing),
    )[0] ?? '';
  expect(of('free.sh: line 3: API_TOKEN: unbound variable')).toContain('relies on variable API_TOKEN,');
  const named: Differing = {
    differs: [
      { kind: 'database', what: 'POSTGRES_DB of database', before: 'chat' },
      { kind: 'password', what: 'POSTGRES_PASSWORD of database' },
      { kind: 'role', what: 'owner of database' },
    ],
    unchanged: [],
  };
  expect(of('FATAL: database "chat" does not exist', named)).toContain("relies on the database's name, POSTGRES_DB of database (chat),");
  expect(of('FATAL: password authentication failed for user "app"', named)).toContain(
    'relies on the password, POSTGRES_PASSWORD of database,',
  );
  expect(of('ERROR: must be a superuser to terminate superuser process', named)).toContain('relies on the superuser owner of database,');
  expect(of('Killed')).toContain(
    'fails elsewhere, where what the runbook does not name is otherwise (variable PGHOST, variable API_TOKEN)',
  );
});

test('an option says what the variable would have said', () => {
  const option: StoryStep = { facts: { text: 'psql --host database -c "select 1"' } };
  const [message = ''] = findingsOf(
    { steps: [option] },
    { ...control, steps: [option] },
    elsewhere({ ...down, steps: [fails(option, 'no')] }),
  );
  expect(message).toContain('fails elsewhere, where what the runbook does not name is otherwise');
});

test('a look whose status nobody asks for counts where it can be told what it lacks; else nothing is said', () => {
  const look = (text: string, status: number): StoryStep => ({ facts: { role: 'diagnose', text }, ended: { status } });
  const stories = (text: string): readonly Story[] => {
    const good = [look(text, 0), cure];
    return [{ steps: good }, { ...control, steps: good }, elsewhere({ steps: [look(text, 2), cure] })];
  };
  expect(findingsOf(...stories('psql -c "select 1"'))).toHaveLength(1);
  expect(judged(...stories('curl -sf localhost:3001/health'))).toMatchObject({ outcome: 'verified', hidden: { outcome: 'not-judged' } });
  expect(findingsOf(...stories('curl -sf localhost:3001/health'))).toEqual([]);
});

test('a command that fails there alone in the middle of a block is shown at its own line', () => {
  const both: StoryStep = { facts: { text: 'psql -c "vacuum"\ntrue' } };
  const location = { file: 'runbook.md', line: 11, column: 1 };
  const masked: StoryStep = { ...both, ended: { masked: [{ text: 'psql -c "vacuum"', status: 2, location }] } };
  const good = { steps: [both] };
  expect(findingsOf(good, { ...control, ...good }, elsewhere({ steps: [masked] }))).toEqual([
    '11 step fix/1 relies on variable PGHOST, which the runbook does not name; elsewhere: `psql -c "vacuum"` fails with status 2',
  ]);
});

test('service that stays away there although each step ends as here is one finding with all that differs', () => {
  const lost = elsewhere(down);
  expect(findingsOf(written, control, lost)).toEqual([
    expect.stringContaining(
      'elsewhere service does not come back, although each step ends as here; otherwise there: variable PGHOST, variable API_TOKEN',
    ),
  ]);
});

test('nothing is said where the procedure was not verified, nothing differs, or the trial was void', () => {
  const why = (...stories: readonly Story[]): string | undefined => {
    const { hidden, findings } = judged(...stories);
    expect(hidden?.outcome).toBe('not-judged');
    expect(findings.map(({ rule }) => rule)).not.toContain('hidden-state');
    return hidden?.why;
  };
  expect(why({ ...written, ...down }, control, elsewhere(down))).toBe('as-written is refuted: not-restored');
  expect(why(control, elsewhere())).toBe('the trial as-written was not run');
  expect(why(written, control, elsewhere({}, { differs: [], unchanged: [] }))).toBe('the stack has nothing that the runbook does not name');
  expect(why(written, elsewhere())).toBe('nobody watched whether service comes back by itself');
  expect(why(written, { ...control, rounds: { recovery: 'rx4gx30' } }, elsewhere())).toBe('the control is inconclusive: self-heals');
  const broken = elsewhere({ say: { recovery: journal => journal.event({ type: 'interrupted', by: 'SIGINT' }) } });
  expect(why(written, control, broken)).toBe('its trial is inconclusive: interrupted');
  const relapse = elsewhere({ rounds: { hold: 'gx6rrr' }, failed: { hold: '' } });
  expect(why(written, control, relapse)).toBe('each step ends elsewhere as here, and the trial is refuted: relapsed');
});

test('such a trial neither verifies nor refutes, and a verdict without it says nothing of it', () => {
  const lost = elsewhere({ ...down, steps: [fails(cure, 'no'), check] });
  expect(judged(written, control, lost)).toMatchObject({ outcome: 'verified', reason: 'clean' });
  expect(judged(elsewhere(), control)).toMatchObject({ outcome: 'inconclusive', reason: 'incomplete' });
  expect(judged(written, control)).not.toHaveProperty('hidden');
});

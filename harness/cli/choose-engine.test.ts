import { expect, test } from '@playwright/test';
import type { Engine } from '../engines/engine.ts';
import { engines } from '../engines/index.ts';
import { engineNamed } from '../engines/testing/with-stack.ts';
import { stackOf } from '../engines/testing/stack-of.ts';
import { engineKinds } from '../model/engine-kind.ts';
import { HarnessError } from '../support/harness-error.ts';
import { registry } from '../support/registry.ts';
import { aboutChoice, engineChooser } from './choose-engine.ts';

const processes = engineNamed('processes');
const image = 'registry.internal/app:1';

/** Starts nothing: what it says of machines and stacks is all that a choice asks of an engine. */
function engineSaying(kind: string, says: Partial<Pick<Engine, 'available' | 'lacks' | 'examine'>>): Engine {
  return {
    kind,
    available: async () => ({ ok: true }),
    lacks: () => [],
    examine: async () => [],
    prepare: async () => {},
    start: () => Promise.reject(new Error('unexpected start')),
    ...says,
  };
}

const absent = engineSaying('absent', { available: async () => ({ ok: false, because: 'nobody answers', hint: 'Start it.' }) });
const withoutImages = engineSaying('imageless', {
  examine: async () => [{ what: `image ${image} of web`, ok: false, found: 'no such image', todo: 'Build it.' }],
});
const web = (): ReturnType<typeof stackOf> => stackOf({ web: { image, run: 'sleep infinity' } });

async function refusalOf(choosing: Promise<unknown>): Promise<HarnessError> {
  const thrown = await choosing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(HarnessError);
  return thrown as HarnessError;
}

test('every engine is one that files may name, containers before processes', () => {
  expect(engines.all.map(({ kind }) => kind)).toEqual(engineKinds.filter(kind => engines.find(kind) !== undefined));
});

test('the first of the registry that works is taken, whatever its name', async () => {
  const first = engineSaying('zzz', {});
  expect((await engineChooser(registry([first, processes]))(undefined, web())).engine).toBe(first);
  expect((await engineChooser(registry([processes, first]))(undefined, web())).engine).toBe(processes);
});

test('an engine that cannot run on this machine is passed over without a word, for nobody asked for it', async () => {
  const choice = await engineChooser(registry([absent, processes]))(undefined, web());
  expect(choice.engine).toBe(processes);
  expect(choice.refused).toEqual([{ engine: 'absent', available: false, because: 'nobody answers', hint: 'Start it.' }]);
  expect(aboutChoice(choice)).toBeUndefined();
});

test('an engine that cannot get an image is passed over, and that is told', async () => {
  const choice = await engineChooser(registry([withoutImages, processes]))(undefined, web());
  expect(choice.engine).toBe(processes);
  expect(aboutChoice(choice)).toBe(
    `drilled on processes, because another cannot run its stack\n  imageless: image ${image} of web: no such image\n    → Build it.\n`,
  );
});

test('where none can run the stack, the first that works here says so in its trials, and all that was tried is told', async () => {
  const choose = engineChooser(registry([absent, processes]));
  const choice = await choose(undefined, stackOf({ web: { image }, database: { image: 'postgres:16', run: 'postgres' } }));
  expect(choice.engine).toBe(processes);
  expect(aboutChoice(choice)).toMatch(
    /^no engine can run its stack; the trials on processes say so\n {2}absent: nobody answers\n {4}→ Start it\.\n {2}processes: service .*; service .*\n {4}→ .+\n$/,
  );
});

test('where no engine works on this machine, each is told with its reason and what to do', async () => {
  const other = engineSaying('other', { available: async () => ({ ok: false, because: 'it needs a moon', hint: 'Wait for night.' }) });
  const { code, message, hint } = await refusalOf(engineChooser(registry([absent, other]))(undefined, web()));
  expect({ code, message, hint }).toEqual({
    code: 'no-engine',
    message: 'no engine can run a stack on this machine',
    hint: 'absent: nobody answers\n    → Start it.\n  other: it needs a moon\n    → Wait for night.\n  `drillbook doctor` tells more.',
  });
});

test('an engine that was named is taken or refused: no other takes its place', async () => {
  const choose = engineChooser(registry([absent, withoutImages, processes]));
  expect((await choose('processes', web())).engine).toBe(processes);
  expect((await choose('imageless', web())).engine).toBe(withoutImages);
  expect(await refusalOf(choose('absent', web()))).toMatchObject({
    code: 'no-engine',
    message: 'the engine absent cannot run on this machine',
    hint: 'absent: nobody answers\n    → Start it.\n  `drillbook doctor` tells more.',
  });
  expect(await refusalOf(choose('proceses', web()))).toMatchObject({
    code: 'usage',
    message: 'unexpected engine "proceses", expected "processes"',
  });
});

test('machine and stack are looked at once, however many scenarios share them', async () => {
  const looked: string[] = [];
  const engine = engineSaying('curious', {
    available: async () => (looked.push('machine'), { ok: true }),
    examine: async ({ folder }) => (looked.push(folder), []),
  });
  const choose = engineChooser(registry([engine]));
  const [one, other] = [web(), web()];
  await Promise.all(
    [one, { ...one }, other, { ...one, images: { 'docker.io/*': 'registry.internal/*' } }].map(stack => choose(undefined, stack)),
  );
  expect(looked).toEqual(['machine', one.folder, other.folder, one.folder]);
});

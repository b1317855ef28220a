import { expect, test } from '@playwright/test';
import type { Availability } from '../engine.ts';
import { decideEngines } from './decide-engines.ts';

const fine: Availability = { ok: true };
const missing: Availability = { ok: false, because: 'no Docker answers', hint: 'Start Docker.' };

test('all engines that can run are tested', () => {
  for (const inCi of [true, false])
    expect(
      decideEngines(
        [
          ['containers', fine],
          ['processes', fine],
        ],
        inCi,
      ),
    ).toEqual({ here: ['containers', 'processes'], lines: [] });
});

test('without Docker the tests on containers are left out, and one line says why and how to get them', () => {
  const answers = [['containers', missing] as const, ['processes', fine] as const];
  const { here, lines } = decideEngines(answers, false);
  expect(here).toEqual(['processes']);
  expect(lines).toEqual([expect.stringMatching(/^Tests on containers are left out: no Docker answers\..*\.ci\/docker.*$/)]);
  expect(() => decideEngines(answers, true)).toThrow('tests on containers cannot run: no Docker answers. Start Docker.');
});

test('a machine without namespaces is told of, in CI or not', () => {
  for (const inCi of [true, false]) expect(() => decideEngines([['processes', missing]], inCi)).toThrow('tests on processes cannot run');
});

import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { shown } from '../testing/folder.ts';
import { readYaml } from './read-yaml.ts';
import { validate } from './validate.ts';

const schema = z.strictObject({
  name: z.string().optional(),
  kind: z.enum(['postgres', 'redis']).optional(),
  count: z.int().min(1).optional(),
  probes: z.array(z.strictObject({ expect: z.strictObject({ status: z.int().optional() }).optional() })).optional(),
  size: z.union([z.string(), z.strictObject({ bytes: z.number() })]).optional(),
  short: z.preprocess(value => (typeof value === 'string' ? { run: value } : value), z.strictObject({ run: z.string() })).optional(),
  odd: z
    .string()
    .refine(text => text.length === 1, { error: 'expected one letter' })
    .optional(),
});

function problemsOf(text: string): readonly string[] {
  const { document } = readYaml('a.yaml', text);
  return document === undefined ? ['malformed'] : shown(validate(schema, document.value, document).problems);
}

for (const { what, text, problem } of [
  { what: 'a misspelt key', text: 'name: x\nkindd: redis\n', problem: 'a.yaml:2:1 unexpected key "kindd", expected "kind"' },
  {
    what: 'a misspelt key deep inside',
    text: 'probes:\n  - expect: { statsu: 200 }\n',
    problem: 'a.yaml:2:15 unexpected key "statsu", expected "status"',
  },
  {
    what: 'a key like nothing that is known',
    text: 'zzz: 1\n',
    problem: 'a.yaml:1:1 unexpected key "zzz", expected one of name, kind, count, probes, size, short, odd',
  },
  {
    what: "a key inside a short form's long form",
    text: 'short: { rnu: x }\n',
    problem: 'a.yaml:1:10 unexpected key "rnu", expected "run"',
  },
  { what: 'a misspelt key that had to be there', text: 'short: { rum: x }\n', problem: 'a.yaml:1:10 unexpected key "rum", expected "run"' },
  { what: 'a wrong type', text: 'count: many\n', problem: 'a.yaml:1:8 unexpected "many", expected a number' },
  { what: 'a number that is no whole one', text: 'count: 1.5\n', problem: 'a.yaml:1:8 unexpected 1.5, expected a whole number' },
  { what: 'a number that is too small', text: 'count: 0\n', problem: 'a.yaml:1:8 unexpected 0, expected at least 1' },
  {
    what: 'a word that is not among those',
    text: 'kind: postgress\n',
    problem: 'a.yaml:1:7 unexpected "postgress", expected one of postgres, redis',
  },
  { what: 'neither of two forms', text: 'size: [1]\n', problem: 'a.yaml:1:7 unexpected [1], expected text or a mapping' },
  {
    what: 'the longer of two forms, wrong inside',
    text: 'size: { bytes: many }\n',
    problem: 'a.yaml:1:16 unexpected "many", expected a number',
  },
  { what: 'a rule of our own', text: 'odd: two\n', problem: 'a.yaml:1:6 unexpected "two", expected one letter' },
  { what: 'a whole document of another kind', text: '- a\n', problem: 'a.yaml:1:1 unexpected ["a"], expected a mapping' },
]) {
  test(`${what} is one problem at its place`, () => expect(problemsOf(text)).toEqual([problem]));
}

test('a close word is a hint', () => {
  const { document } = readYaml('a.yaml', 'kind: postgress\n');
  expect(
    validate(
      schema,
      document?.value,
      document ?? {
        at: () => {
          throw new Error('no document');
        },
        keyAt: () => {
          throw new Error('no document');
        },
      },
    ).problems[0]?.hint,
  ).toBe('Did you mean "postgres"?');
});

test('a value that is right comes back as the schema says', () => {
  const { document } = readYaml('a.yaml', 'short: node worker.js\n');
  expect(document && validate(schema, document.value, document)).toEqual({ value: { short: { run: 'node worker.js' } }, problems: [] });
});

import { expect, test } from '@playwright/test';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';

const known = ['-f --follow', '-n --lines=', '-q --quiet', '--preserve-env[=]', '-t --time --timeout='];
const parse = (...argv: string[]): ReturnType<typeof parseFlags> => parseFlags(argv, known, { of: 'tool' });

test('a value stands attached, after a sign of equality or as the next word', () => {
  for (const argv of [['-n20'], ['-n', '20'], ['-n=20'], ['--lines', '20'], ['--lines=20'], ['-fn', '20'], ['-fn20']])
    expect(parse(...argv).value('--lines'), argv.join(' ')).toBe('20');
  expect(parse('--time', '3').value('-t')).toBe('3');
});

test('short flags combine, and words among them keep their order', () => {
  const flags = parse('one', '-fq', 'two', '-');
  expect([flags.has('-f'), flags.has('--quiet'), flags.rest]).toEqual([true, true, ['one', 'two', '-']]);
});

test('the last value counts, all are kept', () => {
  const flags = parse('-n', '1', '--lines=2');
  expect([flags.value('-n'), flags.values('-n')]).toEqual(['2', ['1', '2']]);
});

test('a switch may be given as true or false', () => {
  expect([parse('--follow=false').has('-f'), parse('--follow=true').has('-f'), parse().has('-f')]).toEqual([false, true, false]);
});

test('a value that may be left out is only taken when it is attached', () => {
  const flags = parse('--preserve-env', 'word');
  expect([flags.value('--preserve-env'), flags.rest]).toEqual(['true', ['word']]);
  expect(parse('--preserve-env=A,B').value('--preserve-env')).toBe('A,B');
});

test('flags end at two dashes, and at the command where one follows', () => {
  expect(parse('-f', '--', '-q', '--unknown').rest).toEqual(['-q', '--unknown']);
  expect(parseFlags(['-f', 'ls', '-la'], known, { of: 'tool', stopAtFirst: true }).rest).toEqual(['ls', '-la']);
});

test('what is not known is unsupported and named', () => {
  expect(() => parse('--since')).toThrow(new Unsupported('flag --since of tool is not known to this stand-in'));
  expect(() => parse('-fx')).toThrow(new Unsupported('flag -x (in -fx) of tool is not known to this stand-in'));
  expect(() => parse('--lines')).toThrow(/unexpected end of tool after --lines/);
  expect(() => parse('--follow=perhaps')).toThrow(/expected true or false/);
});

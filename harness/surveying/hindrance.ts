import type { Block, Runbook } from '../model/runbook.ts';
import { calledCommands, type CalledCommand } from '../reading/runbook/called-commands.ts';
import { statementsOf, syntaxErrorOf } from '../reading/runbook/statements.ts';
import { kindOfCommand, type Known } from './known-commands.ts';

/** What keeps a block from being carried out on a copy, whichever scenario follows it. */
export interface Hindrance {
  readonly kind: 'unparsable' | 'manual' | 'outside' | 'impossible';
  /** One clause. */
  readonly why: string;
}

/** Functions that a runbook defines. Its blocks are carried out in one shell: who pastes the one that defines it has it in the others. */
export function functionsOf({ blocks }: Runbook): ReadonlySet<string> {
  const shell = blocks.filter(({ step, language }) => step && language === 'shell');
  return new Set(shell.flatMap(({ script }) => statementsOf(script)).flatMap(({ defines }) => defines ?? []));
}

/** Looks at a block that nobody has carried out; undefined for one that a scenario could follow. */
export function hindranceOf(block: Block, functions: ReadonlySet<string>, known: Known): Hindrance | undefined {
  if (!block.step) return { kind: 'manual', why: `a person reads it: ${block.reason}` };
  if (block.language === 'person') return { kind: 'manual', why: 'a task for a person' };
  if (block.language !== 'shell') return undefined;
  if (isCrontab(block.script))
    return { kind: 'manual', why: 'a person adds it: lines of a crontab, and bash would take their minutes for a program' };
  const error = syntaxErrorOf(block.script);
  if (error !== undefined)
    return { kind: 'unparsable', why: `bash cannot read line ${block.scriptLines[error.line] ?? block.location.line}: ${error.message}` };
  const called = calledCommands(block.script).filter(({ name, where }) => where === 'bastion' && !functions.has(name));
  const of = (wanted: 'stub' | 'nothing'): readonly string[] => [
    ...new Set(called.filter(({ name, asRoot }) => kindOfCommand(name, asRoot, known) === wanted).map(({ name }) => name)),
  ];
  const stubs = of('stub');
  if (stubs.length > 0) return { kind: 'outside', why: `acts through ${stubs.join(', ')}: a service that no stack has` };
  const hosts = [...new Set(called.flatMap(({ words }) => words.flatMap(hostIn)))];
  if (hosts.length > 0) return { kind: 'outside', why: `asks ${hosts.join(', ')}` };
  const own = [...new Set(called.flatMap(fileOf))].filter(file => known.hasFile?.(file) === false && !writes(block.script, file));
  if (own.length > 0) return { kind: 'impossible', why: `runs ${own.join(', ')}, the system's own: no stack here brings it` };
  const missing = of('nothing');
  const forRoot = missing.filter(name => known.needRoot.has(name));
  if (forRoot.length > 0) return { kind: 'impossible', why: `${forRoot.join(', ')}: nobody is root inside a stack` };
  if (missing.length > 0) return { kind: 'impossible', why: `the bastion has no ${missing.join(', ')}, unless a stack brings it` };
  return undefined;
}

/** Nothing but lines of crontab(5), which are no commands: five fields of time, with a star among them, then what cron is to run. */
function isCrontab(script: string): boolean {
  const lines = script.split('\n').filter(line => !/^\s*(?:#|$)/.test(line));
  return lines.length > 0 && lines.every(line => /^\s*(?=[^a-z]*\*)(?:[\d*/,-]+[ \t]+){5}[^\s*]/.test(line));
}

/** Machines of others: names with a dot that no placeholder stands for. */
function hostIn(word: string): readonly string[] {
  const host = /^[a-z][a-z+]*:\/\/(?:[^/@\s]*@)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[:/?#]|$)/i.exec(word)?.[1];
  return host === undefined || /^(?:your-|my-|www\.example|example\.|localhost\.)/i.test(host) ? [] : [host];
}

/** The file that a command is, or that it has an interpreter read; none where only a run tells its name. */
function fileOf({ name, words }: CalledCommand): readonly string[] {
  const file = name.includes('/') ? name : interpreters.test(name) ? words.slice(1).find(word => scripts.test(word)) : undefined;
  return file !== undefined && /^[\w./@+-]+$/.test(file) && !ofSystem.test(file) ? [file] : [];
}

/** Where Debian's packages put theirs. */
const ofSystem = /^\/(?:bin|dev|etc|lib|proc|sbin|sys|tmp|usr|var)\//;
const interpreters = /^(?:ba|da|z)?sh$|^(?:php|python|node|ruby|perl)[\d.]*$/;
const scripts = /\.(?:sh|php|py|js|mjs|rb|pl)$/;

/** Whether the block makes the file itself. */
function writes(script: string, file: string): boolean {
  const bare = file.replace(/^\.\//, '');
  return script
    .split('\n')
    .some(line => new RegExp(`(?:>|\\btee|-o|\\bcp\\b.*)\\s*(?:\\./)?${bare.replaceAll(/[.+]/g, '\\$&')}\\b`).test(line));
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Survey } from '../surveying/survey.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { messageOf } from '../support/harness-error.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findRunbooks } from './survey/find-runbooks.ts';
import { readPage } from './survey/read-page.ts';
import { showSurvey, type Surveyed } from './survey/survey-text.ts';
import { readArguments } from './read-arguments.ts';

const options = {
  json: { type: 'boolean', about: 'print all of it as one JSON document' },
} as const;

export const command: Command = {
  name: 'survey',
  about: 'tell which runbooks are easiest to drill first, and what the others lack',
  usage: 'survey [runbook|folder…] [--json]',
  examples: ['drillbook survey', 'drillbook survey docs/operations', 'drillbook survey --json'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const { surveys, refused } = await surveyAll(positionals, io);
    if (io.signal.aborted) return exitCodes.interrupted;
    const first = surveys.find(({ score }) => score > 0);
    const surveyed: Surveyed = { surveys, refused, ...(first === undefined ? {} : { next: nextCommand(first.file, io.cwd) }) };
    if (values.json === true) io.stdout.write(`${JSON.stringify({ version: 1, ...surveyed }, undefined, 2)}\n`);
    else if (surveys.length + refused.length > 0)
      io.stdout.write(
        showSurvey(surveyed, {
          color: wantsColor(io.stdout.isTTY === true, io.env),
          width: io.stdout.columns ?? (io.stdout.isTTY === true ? 80 : 120),
        }),
      );
    if (surveys.length > 0) return exitCodes.ok;
    io.stderr.write(
      'drillbook: nothing to survey: no Markdown file with commands was found\n  Name files or folders; without one, `runbooks` is looked at, or all below this folder.\n',
    );
    return exitCodes.nothingToRun;
  },
};

/** Pages without anything that could be a step are left out of a search, not where they were named. */
const mayHoldSteps = /^(?:[\s>]|[-*+]\s|\d+[.)]\s)*(?:`{3}|~{3})|^\s*(?:[-*+]|\d+[.)])\s|^(?: {4}|\t)\s*\$ |<pre\b/m;

async function surveyAll(asked: readonly string[], io: CommandIo): Promise<Omit<Surveyed, 'next'>> {
  const { files, named } = findRunbooks(asked, io.cwd);
  const [{ readRunbook }, { surveyRunbook }, { bastionTools }, { stubbedTools }, { shims }, { needsRoot }] = await Promise.all([
    import('../reading/read-runbook.ts'),
    import('../surveying/survey-runbook.ts'),
    import('../engines/bastion-tools.ts'),
    import('../engines/tools-elsewhere.ts'),
    import('../shims/index.ts'),
    import('../shims/sudo.ts'),
  ]);
  const known = { tools: bastionTools, stubs: stubbedTools, shims: new Set(shims.kinds), needRoot: new Set(needsRoot) };
  const surveys: Survey[] = [];
  const refused: { file: string; why: string }[] = [];
  const progress = progressOn(io, files.length);
  for (const [index, file] of files.entries()) {
    // Whoever interrupts is heard.
    if (index % 20 === 0) await setImmediate();
    if (io.signal.aborted) break;
    progress.tell(index);
    const page = readPage(resolve(io.cwd, file));
    if ('refused' in page) {
      refused.push({ file, why: page.refused });
      continue;
    }
    if (!named.has(file) && !mayHoldSteps.test(page.text)) continue;
    try {
      const survey = surveyRunbook(readRunbook(file, page.text), known);
      // A page that only has lists of words is no runbook.
      if (named.has(file) || survey.steps + survey.inline + survey.errors > 0) surveys.push(survey);
    } catch (thrown) {
      refused.push({ file, why: `not understood (${cleanLine(messageOf(thrown))})` });
    }
  }
  progress.end();
  return { surveys: surveys.sort((one, other) => other.score - one.score || (one.file < other.file ? -1 : 1)), refused };
}

/** One line that is written over, for those who wait at a terminal. */
function progressOn({ stderr }: CommandIo, all: number): { tell(done: number): void; end(): void } {
  if (stderr.isTTY !== true || all < 200) return { tell() {}, end() {} };
  return {
    tell: done => void (done % 50 === 0 && stderr.write(`\r${done} of ${all} files`)),
    end: () => void stderr.write('\r\u001B[K'),
  };
}

const stacks = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** A drill where there is something to drill it on, else what the runbook is made of. */
function nextCommand(file: string, cwd: string): string {
  const stack = stacks.find(name => existsSync(join(cwd, name)));
  const quoted = /^[\w./@+-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
  return stack === undefined ? `drillbook plan ${quoted}` : `drillbook drill ${quoted} --stack ${stack}`;
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { actingRunbooks, count, nextSteps } from './init/next-steps.ts';
import type { Proposal, ProposedFile } from './init/propose.ts';
import type { Project } from './init/project.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  write: { type: 'boolean', about: 'write the files that are proposed; what is there already stays as it is' },
} as const;

export const command: Command = {
  name: 'init',
  about: 'propose scenarios for the runbooks and Compose files of a repository, for review',
  usage: 'init [folder] [--write]',
  examples: ['drillbook init', 'drillbook init --write', 'drillbook init | git apply'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const root = folderOf(positionals, io);
    const [{ lookAt }, { propose }, { operations }, { faults }, { shims }, { showProblems }] = await Promise.all([
      import('./init/project.ts'),
      import('./init/propose.ts'),
      import('../operations/index.ts'),
      import('../faults/index.ts'),
      import('../shims/index.ts'),
      import('./show-problems.ts'),
    ]);
    const shown = (file: string): string => relative(process.cwd(), join(root, file)) || '.';
    const project = lookAt(root, shown);
    const proposal = await propose(project, { shown, known: { operations, faults, shims }, cwd: io.cwd });
    io.stderr.write(showProblems(proposal.problems));
    const missing = whatIsMissing(project, proposal);
    if (missing !== undefined) {
      io.stderr.write(missing);
      return proposal.problems.length > 0 ? exitCodes.usage : exitCodes.nothingToRun;
    }
    const files = [configFile(root), ...proposal.files].filter(file => file !== undefined);
    const [{ asDiff }, { writeFiles }] = await Promise.all([import('./init/as-diff.ts'), import('./init/write-files.ts')]);
    const there = files.filter(({ file }) => existsSync(join(root, file)));
    const fresh = files.filter(file => !there.includes(file));
    for (const { file } of there) io.stderr.write(`drillbook: ${file} is there already, and stays as it is\n`);
    if (values.write !== true) io.stdout.write(asDiff(fresh));
    const written = values.write === true ? writeFiles(root, fresh) : fresh;
    io.stderr.write(
      nextSteps({
        project,
        proposal,
        written,
        wrote: values.write === true,
        ignored: isIgnored(root),
        folder: relative(io.cwd, root) || '.',
      }),
    );
    return exitCodes.ok;
  },
};

function folderOf(positionals: readonly string[], io: CommandIo): string {
  const [folder = '.', second] = positionals;
  if (second !== undefined) throw usageError(`unexpected "${second}", expected one folder`);
  const path = resolve(io.cwd, folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) throw usageError(`unexpected "${folder}", expected a folder`);
  return path;
}

/** Why nothing can be proposed. */
function whatIsMissing({ stacks, runbooks, looked }: Project, { files, left }: Proposal): string | undefined {
  if (stacks.length === 0)
    return [
      'drillbook: nothing to propose: no Compose file was found',
      `  A drill breaks a copy of the system, and a Compose file says what that is. Write a small compose.yaml with what the runbooks need,`,
      `  then call init again. (Found so far: ${actingRunbooks(runbooks.length)}, of ${count(looked, 'Markdown file')}.)`,
      '',
    ].join('\n');
  if (runbooks.length === 0)
    return [
      `drillbook: nothing to propose: none of ${count(looked, 'Markdown file')} holds a procedure that acts`,
      '  A procedure acts when commands stand in fences below a heading such as "Resolution"; `drillbook plan <file.md>` tells how a file is read.',
      '',
    ].join('\n');
  if (files.length > 0) return undefined;
  return `drillbook: nothing to propose${left.length === 0 ? ': no stack could be read' : `: ${left.join('; ')}`}\n`;
}

function configFile(root: string): ProposedFile | undefined {
  if (existsSync(join(root, 'drillbook.yaml'))) return undefined;
  return {
    file: 'drillbook.yaml',
    text: [
      '# yaml-language-server: $schema=./node_modules/drillbook/harness/schema/config.schema.json',
      '# $schema: ./node_modules/drillbook/harness/schema/config.schema.json',
      '# Holds for every scenario below this folder.',
      '# engine: containers   # or processes, which needs no Docker; without it: Docker where it can run the stack',
      '# Evidence that is older is stale.',
      'maxAge: 90d',
      '',
    ].join('\n'),
  };
}

/** Whether git, where there is one, keeps what drills leave out of commits. */
function isIgnored(root: string): boolean {
  if (!existsSync(join(root, '.git'))) return true;
  const file = join(root, '.gitignore');
  return existsSync(file) && /^\/?\.drillbook\/?\s*$/m.test(readFileSync(file, 'utf8'));
}

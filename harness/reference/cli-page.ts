import { exitCodes, type Command } from '../cli/command.ts';
import { commands } from '../cli/commands.ts';
import { flag } from '../cli/help.ts';
import { code, fence, prose, table } from './markdown.ts';
import type { Page } from './pages.ts';

/** What an exit status means, by the name that the code has for it, in the order in which they apply. */
const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  interrupted: 'interrupted (Ctrl-C, SIGTERM, SIGHUP)',
  usage: 'a wrong call, or a Problem in a file that was asked for',
  unexpected: 'an outcome differs from the expected one',
  nothingToRun: 'there is nothing to run',
  inconclusive: 'only inconclusive outcomes differ, or drillbook could not do its work',
  ok: 'all is as expected',
};

/** A test tells when one is missing. */
const variables: Readonly<Record<string, string>> = {
  CI: 'a drill that ends `harness-error` or `baseline-unhealthy` is tried a second time, and says so',
  DRILLBOOK_CACHE: 'the folder for servers and tools that are fetched',
  DRILLBOOK_CHROMIUM: 'the Chromium for probes of pages and for PDF',
  DRILLBOOK_DEBUG: 'whole stacks of errors of our own',
  DRILLBOOK_KEY: 'file of the private key that signs evidence',
  DRILLBOOK_KEY_PASSPHRASE: 'the passphrase of that key',
  DRILLBOOK_NEEDS: '`gate`: what the jobs before it came to, as GitHub has it in `toJSON(needs)`',
  DRILLBOOK_PLUGINS: '`off`: no [plugin](../plugins.md) is loaded, and what may need one is a Problem',
  DRILLBOOK_REGISTER: 'the [register](../register.md), before that of `drillbook.yaml`; here it may also be a command',
  GITHUB_ACTIONS: "`true`: annotations at the runbooks' lines, and a summary of the step",
  NO_COLOR: 'no colours',
};

export const cliPage: Page = {
  file: 'cli.md',
  title: 'Command line',
  about: 'Every command with its options, and exit statuses.',
  async body() {
    const loaded = await Promise.all(commands.map(async entry => ({ entry, command: await entry.load() })));
    return [
      table(
        ['Command', 'Does'],
        loaded.map(({ entry, command }) => [
          [`[${code(command.name)}](#${command.name})`, ...(entry.aliases ?? []).map(code)].join(', '),
          prose(command.about),
        ]),
      ),
      'All of them take `--help`; `drillbook --version` prints the version.',
      ...loaded.map(({ command, entry }) => aboutCommand(command, entry.aliases ?? [])),
      '## Environment',
      table(
        ['Variable', 'Does'],
        Object.entries(variables).map(([name, meaning]) => [code(name), meaning]),
      ),
      '## Exit statuses',
      'The first that applies.',
      table(
        ['Status', 'Means'],
        Object.entries(meanings).map(([name, meaning]) => [code(String(exitCodes[name as keyof typeof exitCodes])), meaning]),
      ),
    ].join('\n\n');
  },
};

function aboutCommand({ name, about, usage, options, examples }: Command, aliases: readonly string[]): string {
  const rows = Object.entries(options).map(([option, details]) => [code(flag(option, details)), prose(details.about)]);
  return [
    `## ${name}`,
    `${about.charAt(0).toUpperCase()}${about.slice(1).replace(/\.$/, '')}.${aliases.length === 0 ? '' : ` Also called ${aliases.map(code).join(', ')}.`}`,
    fence('text', `drillbook ${usage}`),
    ...(rows.length === 0 ? [] : [table(['Option', 'Does'], rows)]),
    ...(examples.length === 0 ? [] : [fence('bash', examples.join('\n'))]),
  ].join('\n\n');
}

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeKeyPair, passphraseVariable } from '../evidence/keys.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  out: { type: 'string', value: '<file>', about: 'where the private key goes (default: drillbook/signing-key.pem below ~/.config)' },
  name: { type: 'string', value: '<name>', about: 'whose key it is, for the trust entry' },
} as const;

export const command: Command = {
  name: 'keys',
  about: 'make a key to sign evidence with, and print the entry for a trust file',
  usage: 'keys init [--out <file>] [--name <name>]',
  examples: [
    'drillbook keys init --name platform-ci',
    `${passphraseVariable}=… drillbook keys init --out ~/.config/drillbook/ada.pem --name ada`,
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals.length !== 1 || positionals[0] !== 'init')
      throw usageError(`unexpected "keys ${positionals.join(' ')}", expected "keys init"`);
    const file = resolve(io.cwd, values.out ?? join(configFolder(io.env), 'signing-key.pem'));
    const passphrase = io.env[passphraseVariable];
    const { spki } = makeKeyPair(file, passphrase === '' ? undefined : passphrase);
    const since = new Date().toISOString().slice(0, 10);
    io.stdout.write(`keys:\n  - name: ${JSON.stringify(values.name ?? 'name-of-the-signer')}\n    key: ${spki}\n    since: ${since}\n`);
    io.stderr.write(
      `drillbook: the private key is in ${file}, for its owner alone${passphrase === undefined || passphrase === '' ? '' : `, under the passphrase in ${passphraseVariable}`}\n` +
        '  Keep it out of the repository. Put the entry above into the trust file of those who audit, by a review like that of code.\n',
    );
    return await Promise.resolve(exitCodes.ok);
  },
};

/** Outside of any repository: a private key is committed more easily than taken back. XDG Base Directory Specification. */
function configFolder({ XDG_CONFIG_HOME: config, HOME: home }: CommandIo['env']): string {
  return join(config !== undefined && config.startsWith('/') ? config : join(home ?? homedir(), '.config'), 'drillbook');
}

import { Unsupported } from '../support/harness-error.ts';
import { readFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';

/** The bastion has one user; what it may do to the stack it may do without sudo. Another user's rights are not to be had. */
export const sudo: ShimDefinition = {
  kind: 'sudo',
  follows: 'sudo 1.9, of the one user that the bastion has',
  async run(call) {
    const flags = readFlags('sudo', call.argv, { switches: [['-n'], ['-E'], ['-H'], ['-i'], ['-S'], ['-k'], ['-b'], ['-s'], ['--non-interactive'], ['--preserve-env']], values: [['-u', '--user'], ['-g', '--group']], stopAtWord: true });
    const user = flags.value('-u');
    if (user !== undefined && user !== 'root' && user !== call.environment['USER']) throw new Unsupported(`sudo -u ${user}: the bastion has no other user than ${call.environment['USER'] ?? 'its own'}`);
    if (flags.has('-b')) throw new Unsupported('sudo -b is not supported');
    const assignments = flags.words.filter((word, index) => /^\w+=/.test(word) && flags.words.slice(0, index).every(before => /^\w+=/.test(before)));
    const argv = flags.words.slice(assignments.length);
    if (argv.length === 0) return 0;
    return call.pass({}, ['env', ...assignments, ...argv], { environment: call.environment, cwd: call.cwd });
  },
};

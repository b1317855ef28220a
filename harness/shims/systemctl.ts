import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { daemonReload, enable, isEnabled, reload, resetFailedUnits, restart, kill, start, stop, tryRestart } from './systemd/acting.ts';
import type { SystemctlCall } from './systemd/systemctl-call.ts';
import { isActive, isFailed, listUnits, show, status } from './systemd/asking.ts';

/** systemctl, on the units that the stack declares with `x-drillbook: { systemd: … }`. */
export const systemctl: ShimDefinition = {
  kind: 'systemctl',
  follows: 'systemctl of systemd 252',
  about: 'Services with `x-drillbook: { systemd: … }`.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, known, { of: 'systemctl' });
    const [verb = 'list-units', ...names] = flags.rest;
    if (flags.has('--version')) {
      await call.write('stdout', 'systemd 252 (drillbook stand-in)\n');
      return 0;
    }
    const answer = verbs[verb];
    if (answer === undefined) throw new Unsupported(`verb ${verb} of systemctl is not known to this stand-in`);
    if (names.length === 0 && needsUnit.includes(verb)) {
      await call.write('stderr', 'Too few arguments.\n');
      return 1;
    }
    return answer({ verb, names, flags, call, stack });
  },
};

const known = [
  '--no-pager',
  '-l --full',
  '-q --quiet',
  '--system',
  '--no-ask-password',
  '--now',
  '-n --lines=',
  '-o --output=',
  '-a --all',
  '-t --type=',
  '--state=',
  '--failed',
  '-p --property=',
  '--value',
  '-s --signal=',
  '--kill-whom --kill-who=',
  '--plain',
  '--no-legend',
  '--version',
];

const verbs: Readonly<Record<string, (asked: SystemctlCall) => Promise<number>>> = {
  start,
  stop,
  restart,
  reload,
  status,
  kill,
  show,
  enable,
  'try-restart': tryRestart,
  condrestart: tryRestart,
  'is-active': isActive,
  'is-failed': isFailed,
  'is-enabled': isEnabled,
  'list-units': listUnits,
  'reset-failed': resetFailedUnits,
  'daemon-reload': daemonReload,
};

const needsUnit = ['start', 'stop', 'restart', 'try-restart', 'condrestart', 'reload', 'kill', 'enable', 'is-active', 'is-enabled'];

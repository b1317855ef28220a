import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { isToolElsewhere } from '../engines/tools-elsewhere.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { harmless, hostOf, tellUnknown, type Host } from './ssh/host.ts';

/** Ends with this status when nobody typed anything for the shell at the other end. */
const nothingTyped = 254;

/** A command, or a script on standard input, in a shell on the machine behind the name. */
export const ssh: ShimDefinition = {
  kind: 'ssh',
  follows: 'ssh of OpenSSH 9.2',
  about: 'Runs a command, or a script from standard input, in the service behind the name; in layout `host` on the server itself.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, [...harmless, '-n', '-T', '-t', '-l=', '-p=', '-V'], { of: 'ssh', stopAtFirst: true });
    if (flags.has('-V')) {
      await call.write('stderr', 'OpenSSH_9.2p1 (drillbook stand-in)\n');
      return 0;
    }
    // getopt goes on behind the host's name until the command begins.
    const [name, ...behind] = flags.rest;
    if (name === undefined) {
      await call.write('stderr', 'usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-i identity_file] destination [command [argument ...]]\n');
      return 255;
    }
    const more = parseFlags(behind, [...harmless, '-n', '-T', '-t', '-l=', '-p='], { of: 'ssh', stopAtFirst: true });
    const login = flags.value('-l') ?? more.value('-l');
    const host = await hostOf(login === undefined ? name : `${login}@${name}`, stack);
    if (host === undefined) return tellUnknown(name, call);
    const command = more.rest.join(' ');
    const times = flags.values('-t').length + more.values('-t').length;
    if (times > 1) throw new Unsupported('ssh -tt needs a terminal, which the bastion does not have; leave -t out');
    if ((times === 1 || command === '') && !flags.has('-T') && !more.has('-T'))
      await call.write('stderr', 'Pseudo-terminal will not be allocated because stdin is not a terminal.\n');
    return inShell(call, stack, host, { command, readsNothing: flags.has('-n') || more.has('-n') });
  },
};

async function inShell(
  call: StandInCall,
  stack: RunningStack,
  { service }: Host,
  { command, readsNothing }: { readonly command: string; readonly readsNothing: boolean },
): Promise<number> {
  const place = service ?? stack.bastion;
  const made = await place.exec(['sh', '-c', 'command -v bash >/dev/null && mktemp']);
  if (made.status !== 0) throw new Unsupported(`ssh to ${service?.name ?? 'the server'}: there is no bash, or nowhere to write`);
  const noted = made.stdout.trim();
  const status = await call.pass(
    service === undefined ? {} : { service: service.name },
    ['bash', '-c', asLogin, 'bash', noted, command === '' ? fromInput : 'exec bash -c "$1"', command],
    { ...(readsNothing ? { input: '' } : { readsAhead: true }), cwd: '/' },
  );
  const { stdout } = await place.exec(['sh', '-c', 'cat "$1"; rm -f "$1"', 'sh', noted]);
  const elsewhere = stdout.split('\n').filter(name => operators.has(name) || isToolElsewhere(name));
  if (elsewhere.length > 0) throw new Unsupported(`${elsewhere.join(', ')} at the other end of ssh: stand-ins are on the bastion only`);
  if (command === '' && status === nothingTyped)
    throw new Unsupported('ssh without a command opens a shell for a person; write the commands behind the name, or as a here-document');
  return status;
}

/** What would be on a server, and is not in a service. */
const operators: ReadonlySet<string> = new Set(['docker', 'docker-compose', 'journalctl', 'pm2', 'service', 'sudo', 'systemctl']);

/** As a login finds it: at home, with little in the environment. What is not found is noted for us, and told in the words of bash. */
const asLogin = `
exec env -i HOME="\${HOME:-/}" PATH="$PATH" USER="$(id -un)" LOGNAME="$(id -un)" SHELL=/bin/bash LANG=C.UTF-8 SSH_NOTED="$1" bash -c '
  cd 2>/dev/null || cd /
  command_not_found_handle() { printf "%s\\\\n" "$1" >>"$SSH_NOTED"; printf "bash: line 1: %s: command not found\\\\n" "$1" >&2; return 127; }
  export -f command_not_found_handle
  script=$1; shift; eval "$script"' bash "$2" "$3"
`;

/** A shell that reads its commands; what is empty was meant for a person. */
const fromInput = `IFS= read -r first || [ -n "$first" ] || exit ${nothingTyped}; { printf "%s\\n" "$first"; cat; } | bash -s`;

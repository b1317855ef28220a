import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { asRootFolder } from '../engines/inside/as-root.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { carriedText } from './sudo/carried-text.ts';
import { newFilesBy } from './sudo/new-files.ts';

/** Runs the command as the operator: the stack has one user, who may do to its services what root may. */
export const sudo: ShimDefinition = {
  kind: 'sudo',
  follows: 'sudo 1.9',
  about: 'Runs the command as the operator, who may do to services what root may.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, known, { of: 'sudo', stopAtFirst: true });
    const user = flags.value('--user');
    const isRoot = user === undefined || user === 'root' || user === '#0';
    if (!isRoot) await refuseOther(user, stack);
    if (flags.has('--version')) {
      await call.write('stdout', 'Sudo version 1.9 (drillbook stand-in)\n');
      return 0;
    }
    const first = flags.rest.findIndex(word => !/^\w+=/.test(word));
    const assignments = flags.rest.slice(0, first === -1 ? undefined : first);
    const argv = flags.rest.slice(assignments.length);
    const [command] = argv;
    if (command === undefined) {
      if (flags.has('--validate') || flags.has('--reset-timestamp') || flags.has('--remove-timestamp')) return 0;
      await call.write(
        'stderr',
        'usage: sudo -h | -K | -k | -V\nusage: sudo [-ABEHknPS] [-g group] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n',
      );
      return 1;
    }
    if (needsRoot.includes(command.replace(/^.*\//, ''))) throw new Unsupported(`${command} needs root, which nobody is inside the stack`);

    const preserved = flags.has('--preserve-env') ? flags.value('--preserve-env') : undefined;
    const environment = environmentOf(call, { preserved, assignments, isRoot });
    const cwd = flags.value('--chdir') ?? call.cwd;
    const found = await stack.bastion.exec(['bash', '-c', 'type -P -- "$1" >/dev/null', 'bash', command], {
      environment: { PATH: environment['PATH'] ?? '' },
      cwd,
    });
    if (found.status !== 0) {
      await call.write('stderr', `sudo: ${command}: command not found\n`);
      return 1;
    }
    const text = await carriedText(argv, stack, { cwd, environment });
    if (/\b(EUID|UID)\b/.test(text)) throw new Unsupported(`$EUID and $UID of a shell are not root's inside the stack`);
    const { status, files } = await newFilesBy(argv, stack, { cwd, text }, () =>
      call.pass({}, ['env', '-i', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...argv], { cwd }),
    );
    const [file] = files;
    if (file === undefined) return status;
    throw new Unsupported(`${file}, made under sudo, would be root's: the stack cannot tell whether its services may write it`);
  },
};

const known = [
  '-n --non-interactive',
  '-E --preserve-env[=]',
  '-H --set-home',
  '-S --stdin',
  '-k --reset-timestamp',
  '-K --remove-timestamp',
  '-v --validate',
  '-u --user=',
  '-p --prompt=',
  '-P --preserve-groups',
  '-D --chdir=',
  '-V --version',
];

/** What one user cannot do; trying would fail for our reason, not for the runbook's. */
export const needsRoot = [
  'adduser',
  'chgrp',
  'chown',
  'chroot',
  'dpkg',
  'fsck',
  'groupadd',
  'halt',
  'hostnamectl',
  'ifconfig',
  'ip',
  'ip6tables',
  'iptables',
  'mkfs',
  'modprobe',
  'nft',
  'poweroff',
  'reboot',
  'renice',
  'runuser',
  'setcap',
  'shutdown',
  'su',
  'swapoff',
  'swapon',
  'sysctl',
  'timedatectl',
  'umount',
  'useradd',
  'userdel',
  'usermod',
  'visudo',
  'yum',
  'dnf',
];

/** What Debian's sudoers keeps of the caller's variables (`env_reset`); PATH stays the operator's, or the stand-ins were lost. */
const kept = /^(PATH|HOME|SHELL|USER|LOGNAME|TERM|LANG|LANGUAGE|LC_\w+|COLORS|DISPLAY|HOSTNAME|TZ|XAUTHORITY)$/;

function environmentOf(
  { environment, argv }: StandInCall,
  asked: { readonly preserved: string | undefined; readonly assignments: readonly string[]; readonly isRoot: boolean },
): Readonly<Record<string, string>> {
  const { preserved, assignments, isRoot } = asked;
  const listed = preserved === undefined || preserved === 'true' ? [] : preserved.split(',');
  const entries = Object.entries(environment).filter(([name]) => preserved === 'true' || kept.test(name) || listed.includes(name));
  const given = assignments.map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
  return {
    ...Object.fromEntries(entries),
    ...(isRoot ? { USER: 'root', LOGNAME: 'root', PATH: `${asRootFolder}:${environment['PATH'] ?? ''}` } : {}),
    SUDO_USER: environment['USER'] ?? 'operator',
    SUDO_COMMAND: argv.join(' '),
    ...Object.fromEntries(given),
  };
}

async function refuseOther(user: string, stack: RunningStack): Promise<void> {
  const { stdout } = await stack.bastion.exec(['id', '-un']);
  if (user !== stdout.trim()) throw new Unsupported(`sudo -u ${user}: the bastion has one user, ${stdout.trim()}`);
}

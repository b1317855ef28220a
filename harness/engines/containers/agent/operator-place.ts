import { spawn } from 'node:child_process';
import type { Place } from '../../inside/place.ts';

/** Number of the operator's user and group in the bastion's image. */
export const operatorId = 1000;

/** What the operator may do on a server that is theirs: end its processes, read and change its files. */
const serverRights = '+kill,+dac_override,+chown,+fowner,+sys_ptrace';

/** The container of the bastion: commands run as the operator, with no more rights than the layout gives. */
export function operatorPlace(onServer: boolean, processes: number): Place {
  const rights = onServer ? `-all,${serverRights}` : '-all';
  return {
    root: '',
    wrappers: 0,
    enter: (argv, { environment, cwd, stdio }) =>
      spawn(
        '/usr/bin/setpriv',
        [
          `--reuid=${operatorId}`,
          `--regid=${operatorId}`,
          '--clear-groups',
          `--bounding-set=${rights}`,
          `--inh-caps=${rights}`,
          `--ambient-caps=${rights}`,
          '--no-new-privs',
          '--',
          '/usr/bin/prlimit',
          `--nproc=${processes}`,
          '--core=0',
          '--',
          '/bin/sh',
          '-c',
          'cd "$0" && exec "$@"',
          cwd,
          ...argv,
        ],
        { env: { ...environment }, stdio: stdio ?? 'ignore', detached: true },
      ),
    pidOf: inner => inner,
  };
}

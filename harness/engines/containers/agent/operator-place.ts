import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Place } from '../../inside/place.ts';

/** Number of the operator's user and group in the bastion's image. */
export const operatorId = 1000;

/** What `sudo` gives on a server that is the operator's: to end its processes, to read and change its files. */
const serverRights = '+kill,+dac_override,+chown,+fowner,+sys_ptrace';

/** The container of the bastion: commands run as the operator; with `sudo`, on a server, with more rights. */
export function operatorPlace(processes: number, { withRights = false } = {}): Place {
  const rights = withRights ? `-all,${serverRights}` : '-all';
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
    // Only the operator's own processes: the streams of the agent are its channel.
    pidOf: inner => (ownerOf(inner) === operatorId ? inner : undefined),
  };
}

function ownerOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

import type { Stack } from '../model/stack.ts';

/** The one user of the bastion. */
export const operator = 'operator';

/** What the operator's shell starts with: own tools first on PATH, then the stand-ins. */
export function bastionEnvironment(stack: Stack): Readonly<Record<string, string>> {
  const own = stack.bastion.path.map(path => (path.startsWith('/') ? path : `${stack.bastion.workdir}/${path}`));
  return {
    PATH: [...own, '/run/drillbook/bin', '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(':'),
    HOME: `/home/${operator}`,
    USER: operator,
    LOGNAME: operator,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ...stack.bastion.environment,
  };
}

import type { Stack } from '../model/stack.ts';

/** The one user of the bastion. */
export const operator = 'operator';

/** What commands on the bastion start with: own tools first on PATH, then the stand-ins. */
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

/** The same for what the operator does, who may lack some of it. */
export function operatorEnvironment(stack: Stack): Readonly<Record<string, string>> {
  const { environment, ...bastion } = stack.bastion;
  const withheld = new Set(bastion.withheld);
  const left = Object.fromEntries(Object.entries(environment).filter(([name]) => !withheld.has(name)));
  return bastionEnvironment({ ...stack, bastion: { ...bastion, environment: left } });
}

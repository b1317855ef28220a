import type { RunningService, RunningStack, ServiceStatus } from '../engines/engine.ts';

export interface Unit {
  /** With its ending: `chat-worker.service`. */
  readonly name: string;
  readonly type: string;
  readonly service: RunningService;
}

/** The unit that a name means, with or without its ending. */
export function unitOf(stack: RunningStack, name: string): Unit | undefined {
  const wanted = name.replace(/\.service$/, '');
  return unitsOf(stack).find(unit => unit.name === `${wanted}.service`);
}

export function unitsOf(stack: RunningStack): readonly Unit[] {
  return stack.spec.services.flatMap(({ name, systemd }) => {
    const service = stack.services.get(name);
    return systemd === undefined || service === undefined ? [] : [{ name: `${systemd.unit.replace(/\.service$/, '')}.service`, type: systemd.type, service }];
  });
}

/** systemd's active state and sub-state (systemd(1), Units). */
export function unitState(status: ServiceStatus): { readonly active: 'active' | 'inactive' | 'failed' | 'activating'; readonly sub: string; readonly result: string } {
  switch (status.state) {
    case 'running':
    case 'paused':
      return { active: 'active', sub: 'running', result: 'success' };
    case 'restarting':
      return { active: 'activating', sub: 'auto-restart', result: resultOf(status) };
    case 'exited':
      return status.exitStatus === 0 ? { active: 'inactive', sub: 'dead', result: 'success' } : { active: 'failed', sub: 'failed', result: resultOf(status) };
    case 'stopped':
      return { active: 'inactive', sub: 'dead', result: 'success' };
  }
}

function resultOf({ signal, exitStatus }: ServiceStatus): string {
  return signal === undefined ? (exitStatus === 0 ? 'success' : 'exit-code') : 'signal';
}

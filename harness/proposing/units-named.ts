import type { Runbook } from '../model/runbook.ts';
import type { Service, Stack } from '../model/stack.ts';
import { serviceMeant } from './named-service.ts';

/** Names by which runbooks call services of the machine's own: units of systemd, applications of pm2. */
export interface UnitNames {
  readonly systemd: ReadonlyMap<Service, string>;
  readonly pm2: ReadonlyMap<Service, string>;
}

const systemctl =
  /\bsystemctl\s+(?:-\S+\s+)*(?:start|stop|restart|reload|status|kill|is-active|try-restart|reset-failed)\s+(?:-\S+\s+)*([\w@.-]+)/g;
const serviceTool = /\bservice\s+([\w@.-]+)\s+(?:start|stop|restart|reload|status)\b/g;
const pm2 = /\bpm2\s+(?:start|stop|restart|reload|delete|describe|show|logs)\s+([\w.-]+)/g;

/** Finds them, each for the service that its name means most; one that the stack already names is left out. */
export function unitsNamed(runbooks: readonly Runbook[], stack: Stack): UnitNames {
  const text = runbooks
    .flatMap(({ blocks, unfenced }) => [...blocks.filter(({ step }) => step).map(({ script }) => script), ...unfenced.map(one => one.text)])
    .join('\n');
  const named = (patterns: readonly RegExp[], has: (service: Service) => boolean): ReadonlyMap<Service, string> => {
    const found = new Map<Service, string>();
    for (const pattern of patterns)
      for (const [, name = ''] of text.matchAll(pattern)) {
        const unit = name.replace(/\.service$/, '');
        const service = serviceMeant(unit.replaceAll(/[@._-]/g, ' '), stack) ?? serviceMeant(unit, stack);
        if (service !== undefined && !has(service) && !found.has(service)) found.set(service, unit);
      }
    return found;
  };
  return {
    systemd: named([systemctl, serviceTool], service => service.systemd !== undefined),
    pm2: named([pm2], service => service.pm2 !== undefined),
  };
}

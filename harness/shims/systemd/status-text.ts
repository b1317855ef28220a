import type { RunningStack } from '../../engines/engine.ts';
import { unitLog } from './unit-log.ts';
import { identifierOf, journalLine, type JournalFormat } from './journal-line.ts';
import { resourceRows } from './resource-rows.ts';
import { ago, longTime, spanText } from './time-text.ts';
import { isAlive, type ServiceUnit, type Unit } from './unit.ts';
import { stateOf, type UnitState } from './unit-state.ts';

/** What `systemctl status` prints of one unit, and the exit status that goes with it. */
export async function statusText(
  unit: Unit,
  stack: RunningStack,
  options: { readonly lines: number; readonly format: JournalFormat },
): Promise<{ readonly text: string; readonly exit: 0 | 3 }> {
  const state = await stateOf(unit, stack);
  const { status } = state;
  const now = Date.now();
  const since = state.since === undefined ? '' : ` since ${longTime(state.since)}; ${ago(state.since, now)}`;
  const journal = options.lines === 0 || unit.type === 'umbrella' ? [] : (await unitLog(unit, stack)).slice(-options.lines);
  const rows = [
    `${bullets[state.active]} ${unit.name} - ${descriptionOf(unit)}`,
    `     Loaded: loaded (/etc/systemd/system/${unit.name}; enabled; preset: enabled)`,
    `     Active: ${state.active}${state.sub === state.active ? '' : ` (${state.sub})`}${state.result === 'success' ? '' : ` (Result: ${state.result})`}${since}`,
    ...(unit.type === 'umbrella' ? [] : isAlive(status.state) ? await processRows(unit, state, stack) : endRows(unit, state)),
    ...(journal.length === 0 || unit.type === 'umbrella'
      ? []
      : ['', ...journal.map(line => journalLine(line, unit, stack.spec.name, options.format))]),
  ];
  return { text: rows.map(row => `${row}\n`).join(''), exit: state.active === 'active' ? 0 : 3 };
}

export function descriptionOf(unit: Unit): string {
  return unit.type === 'umbrella' ? unit.name.replace(/\.service$/, '') : unit.service.name;
}

const bullets: Readonly<Record<UnitState['active'], string>> = { active: '●', activating: '●', inactive: '○', failed: '×' };

async function processRows(unit: ServiceUnit, { status }: UnitState, stack: RunningStack): Promise<readonly string[]> {
  const processes = (await unit.service.can.process?.states()) ?? [];
  return [
    ...(status.pid === undefined ? [] : [`   Main PID: ${status.pid} (${identifierOf(unit)})`]),
    ...(status.state === 'running' ? await resourceRows(unit, stack) : []),
    ...(processes.length === 0 ? [] : [`     CGroup: /system.slice/${unit.name}`]),
    ...processes.map(({ pid, command }, index) => `             ${index === processes.length - 1 ? '└─' : '├─'}${pid} ${command}`),
  ];
}

function endRows(unit: ServiceUnit, { status: { startedAt, endedAt, exitStatus, signal } }: UnitState): readonly string[] {
  if (startedAt === undefined || endedAt === undefined) return [];
  const code =
    signal === undefined
      ? `code=exited, status=${exitStatus ?? 0}${exitStatus === 0 || exitStatus === undefined ? '/SUCCESS' : exitStatus === 1 ? '/FAILURE' : ''}`
      : `code=killed, signal=${signal.replace('SIG', '')}`;
  return [
    `   Duration: ${spanText(endedAt.getTime() - startedAt.getTime())}`,
    `    Process: ExecStart=${unit.spec.run?.command ?? unit.spec.command?.join(' ') ?? unit.service.name} (${code})`,
  ];
}

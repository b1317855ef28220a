import { Unsupported } from '../../support/harness-error.ts';
import { onlyInstance, usablePid } from '../controls.ts';
import type { SystemctlCall } from './systemctl-call.ts';
import { tableText } from '../table.ts';
import { journalFormats, type JournalFormat } from './journal-line.ts';
import { descriptionOf, statusText } from './status-text.ts';
import { longTime } from './time-text.ts';
import { findUnits, unitsOf, type Unit } from './unit.ts';
import { stateOf, type UnitState } from './unit-state.ts';

/** The verbs of systemctl that only look. */

/** Exit status: 4 for a unit that is not there, else 3 when one is not active. Without names: all units, as systemctl lists them. */
export async function status({ names, flags, call, stack }: SystemctlCall): Promise<number> {
  if (names.length === 0) throw new Unsupported('systemctl status without a unit');
  const format = (flags.value('--output') ?? 'short') as JournalFormat;
  if (!journalFormats.includes(format)) throw new Unsupported(`--output=${format}`);
  const lines = Number(flags.value('--lines') ?? 10);
  let exit = 0;
  let shown = 0;
  for (const { name, unit } of findUnits(stack, names)) {
    if (unit === undefined) {
      await call.write('stderr', `Unit ${name} could not be found.\n`);
      exit = 4;
      continue;
    }
    const { text, exit: own } = await statusText(unit, stack, { lines, format });
    await call.write('stdout', `${shown++ > 0 ? '\n' : ''}${text}`);
    exit ||= own;
  }
  return exit;
}

export function isActive(asked: SystemctlCall): Promise<number> {
  return anyIs(asked, 'active', 3);
}

export function isFailed(asked: SystemctlCall): Promise<number> {
  if (asked.names.length === 0) throw new Unsupported('systemctl is-failed without a unit');
  return anyIs(asked, 'failed', 1);
}

/** 0 when one unit is in the state, 4 when none is there at all (LSB), else `otherwise`. */
async function anyIs({ names, flags, call, stack }: SystemctlCall, wanted: UnitState['active'], otherwise: number): Promise<number> {
  const states = await Promise.all(
    findUnits(stack, names).map(async ({ unit }) => (unit === undefined ? undefined : (await stateOf(unit, stack)).active)),
  );
  if (!flags.has('--quiet')) await call.write('stdout', states.map(state => `${state ?? 'inactive'}\n`).join(''));
  if (states.includes(wanted)) return 0;
  return states.every(state => state === undefined) ? 4 : otherwise;
}

/** Properties that this stand-in knows; with `--property` only, for the real list has some hundred more. */
export async function show({ names, flags, call, stack }: SystemctlCall): Promise<number> {
  const asked = flags.values('--property').flatMap(value => value.split(','));
  if (asked.length === 0) throw new Unsupported('systemctl show without --property');
  if (names.length === 0) throw new Unsupported('systemctl show without a unit');
  const texts = await Promise.all(
    findUnits(stack, names).map(async ({ name, unit }) => {
      const values = unit === undefined ? absent(name) : present(unit, await stateOf(unit, stack));
      if (unit !== undefined && unit.type !== 'umbrella' && asked.includes('MainPID'))
        usablePid((await onlyInstance(unit.service).status({ health: false })).pid, unit.service, stack);
      return asked
        .map(property => {
          const value = values[property];
          if (value === undefined) throw new Unsupported(`property ${property} of ${name}`);
          return flags.has('--value') ? `${value}\n` : `${property}=${value}\n`;
        })
        .join('');
    }),
  );
  await call.write('stdout', texts.join('\n'));
  return 0;
}

function absent(name: string): Readonly<Record<string, string>> {
  return {
    Id: name,
    Names: name,
    LoadState: 'not-found',
    ActiveState: 'inactive',
    SubState: 'dead',
    MainPID: '0',
    NRestarts: '0',
    Result: 'success',
    UnitFileState: '',
  };
}

function present(
  unit: Unit,
  { active, sub, result, status: { pid, restarts, startedAt, exitStatus } }: UnitState,
): Readonly<Record<string, string>> {
  return {
    Id: unit.name,
    Names: unit.name,
    Description: descriptionOf(unit),
    LoadState: 'loaded',
    ActiveState: active,
    SubState: sub,
    Result: result,
    Type: unit.type === 'umbrella' ? 'oneshot' : unit.type,
    MainPID: String(pid ?? 0),
    NRestarts: String(restarts),
    UnitFileState: 'enabled',
    FragmentPath: `/etc/systemd/system/${unit.name}`,
    ExecMainStatus: String(exitStatus ?? 0),
    ActiveEnterTimestamp: startedAt === undefined ? '' : longTime(startedAt),
    ExecMainStartTimestamp: startedAt === undefined ? '' : longTime(startedAt),
  };
}

/** The stack's units only. */
export async function listUnits({ verb, names, flags, call, stack }: SystemctlCall): Promise<number> {
  const type = flags.values('--type').flatMap(value => value.split(','));
  if (type.some(word => word !== 'service')) throw new Unsupported(`--type=${type.join(',')} of ${verb}`);
  const wanted = [...flags.values('--state').flatMap(value => value.split(',')), ...(flags.has('--failed') ? ['failed'] : [])];
  const chosen = names.length === 0 ? unitsOf(stack) : findUnits(stack, names).flatMap(({ unit }) => unit ?? []);
  const all = await Promise.all(chosen.map(async unit => ({ unit, state: await stateOf(unit, stack) })));
  const listed = all.filter(({ state: { active, sub } }) =>
    wanted.length === 0 ? flags.has('--all') || active !== 'inactive' : wanted.includes(active) || wanted.includes(sub),
  );
  const bare = flags.has('--plain');
  const rows = listed.map(({ unit, state: { active, sub } }) => [
    `${bare ? '' : active === 'failed' ? '● ' : '  '}${unit.name}`,
    'loaded',
    active,
    sub,
    descriptionOf(unit),
  ]);
  const table = tableText(
    [...(flags.has('--no-legend') ? [] : [[bare ? 'UNIT' : '  UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION']]), ...rows],
    1,
  );
  const legend = flags.has('--no-legend')
    ? ''
    : rows.length === 0
      ? '0 loaded units listed.\n'
      : `
LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
${rows.length} loaded units listed.
`;
  await call.write('stdout', table + legend);
  return 0;
}

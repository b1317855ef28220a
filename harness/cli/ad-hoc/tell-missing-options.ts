import { dirname } from 'node:path';
import { showLocation } from '../../model/location.ts';
import { faults } from '../../faults/index.ts';
import type { Runbook } from '../../model/runbook.ts';
import type { Stack } from '../../model/stack.ts';
import { actingProcedures } from '../../planning/select-steps.ts';
import { findEndpoints } from '../../proposing/find-endpoints.ts';
import { fittingFaults, type FittingFault } from '../../proposing/fitting-faults.ts';
import { shellWord } from '../../proposing/shell-word.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { appSources } from '../project/app-sources.ts';
import type { CommandIo } from '../command.ts';
import { findStacks } from '../project/find-stacks.ts';
import { projectFiles } from '../project/project-files.ts';
import type { AdHocValues } from './options.ts';

/** Compose files of the project's stack that lies nearest to a runbook; none where there is no stack. */
export function nearestStack(runbook: string, io: CommandIo): readonly string[] {
  const [found] = findStacks(projectFiles(io.cwd)).toSorted((one, other) => shared(other.folder, runbook) - shared(one.folder, runbook));
  return found === undefined ? [] : [...found.files, ...(found.drill === undefined ? [] : [found.drill])];
}

/** How many folders two places have in common. */
function shared(folder: string, file: string): number {
  if (folder === '.') return 0;
  return `${dirname(file)}/`.startsWith(`${folder}/`) ? folder.split('/').length : -1;
}

export interface Missing {
  readonly runbook: Runbook;
  readonly stack: Stack | undefined;
  readonly stackFiles: readonly string[];
  readonly values: AdHocValues;
  readonly io: CommandIo;
}

interface Offer {
  readonly option: string;
  readonly why: string;
}

const mostOffered = 8;

/** Says which options a drill still needs, and lists what was found for each, ready to be copied. */
export function tellMissing({ runbook, stack, stackFiles, values, io }: Missing): void {
  const lines: string[] = [];
  const write = (offers: readonly Offer[], none: string): void => {
    const width = Math.min(60, Math.max(0, ...offers.map(({ option }) => option.length)));
    for (const { option, why } of offers.slice(0, mostOffered)) lines.push(`  ${option.padEnd(width)}  # ${why}`);
    if (offers.length > mostOffered) lines.push(`  … and ${offers.length - mostOffered} more`);
    if (offers.length === 0) lines.push(`  ${none}`);
  };
  const missing = (['stack', 'fault', 'healthy'] as const).filter(name => (values[name] ?? []).length === 0);
  const stackOffers = stackFiles.map((file): Offer => ({
    option: `--stack ${shellWord(file)}`,
    why: 'the Compose file nearest to the runbook',
  }));
  const faultOffers = stack === undefined ? [] : faultsFor(runbook, values, stack);
  const probeOffers = stack === undefined ? [] : probesFor(runbook, stack, io);
  if (values.stack === undefined) {
    lines.push('The system to break, as Compose files:');
    write(stackOffers, 'No Compose file was found below this folder: write one for a copy of the system, and name it with --stack.');
  }
  if (stack !== undefined && values.fault === undefined) {
    lines.push(`What to break, as the runbook reads (\`drillbook faults\` lists all ${faults.kinds.length}):`);
    write(faultOffers, 'Nothing in the runbook says what breaks: --fault service.stop:<service>');
  }
  if (stack !== undefined && values.healthy === undefined) {
    lines.push('How one sees that it is healthy: a request that does what a user does. Found in the stack:');
    write(probeOffers, "No endpoint was found: --healthy 'POST http://localhost:<published port>/<path> 200'");
  }
  const known = (name: 'stack' | 'fault' | 'healthy'): readonly string[] =>
    (values[name] ?? []).map(value => `--${name} ${shellWord(value)}`);
  const best = (name: 'fault' | 'healthy', offers: readonly Offer[]): readonly string[] =>
    values[name] === undefined ? offers.slice(0, 1).map(({ option }) => option) : known(name);
  const stackPart = values.stack === undefined ? stackOffers.map(({ option }) => option) : known('stack');
  const parts = [...stackPart, ...best('fault', faultOffers), ...best('healthy', probeOffers)];
  if (
    stack !== undefined &&
    (values.fault !== undefined || faultOffers.length > 0) &&
    (values.healthy !== undefined || probeOffers.length > 0)
  )
    lines.push('For instance:', `  drillbook drill ${shellWord(runbook.file)} ${parts.join(' ')}`);
  io.stderr.write(
    [
      `drillbook: unexpected absence of ${missing
        .map(name => `--${name}`)
        .join(', ')
        .replace(
          /, (?=[^,]*$)/,
          ' and ',
        )}, expected ${missing.length === 1 ? 'it' : 'them'} beside ${cleanLine(runbook.file)}; nothing was drilled`,
      ...lines.map(line => `  ${cleanLine(line) === '' ? '' : line}`),
      '',
    ].join('\n'),
  );
}

function faultsFor(runbook: Runbook, { follow = [] }: AdHocValues, stack: Stack): readonly Offer[] {
  const acting = actingProcedures(runbook);
  const procedure = runbook.procedures.find(({ id }) => id === follow[0]) ?? (acting.length === 1 ? acting[0] : undefined);
  return fittingFaults(runbook, procedure, stack).map(fault => ({
    option: `--fault ${shellWord(faultOption(fault))}`,
    why: `${cleanLine(fault.because)} (${showLocation(fault.location)})`,
  }));
}

/** As `--fault` reads it: a service's name where that is all, else its settings on one line. */
function faultOption({ kind, settings }: Pick<FittingFault, 'kind' | 'settings'>): string {
  const { service, ...others } = settings;
  if (Object.keys(others).length === 0) return `${kind}:${String(service)}`;
  const inner = Object.entries(settings).map(
    ([key, value]) => `${key}: ${typeof value === 'string' && !/^[\w./][\w./-]*$/.test(value) ? JSON.stringify(value) : String(value)}`,
  );
  return `${kind}:{${inner.join(', ')}}`;
}

function probesFor(runbook: Runbook, stack: Stack, io: CommandIo): readonly Offer[] {
  return findEndpoints(stack, runbook, appSources(stack, io.cwd)).map(({ healthy, from, weak }) => ({
    option: `--healthy ${shellWord(healthy)}`,
    why: `${cleanLine(from)}${weak === undefined ? '' : `; weak: ${weak}`}`,
  }));
}

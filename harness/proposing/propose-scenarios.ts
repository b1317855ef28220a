import { showLocation } from '../model/location.ts';
import type { Procedure, Runbook } from '../model/runbook.ts';
import type { Stack } from '../model/stack.ts';
import { unfilledValue } from '../reading/scenario/unfilled.ts';
import type { Endpoint } from './find-endpoints.ts';
import { fittingFaults, type FittingFault } from './fitting-faults.ts';
import { troubleOf, withAllBelow } from './procedure-text.ts';
import { readHealthy, type ProposedProbe } from './read-healthy.ts';
import type { ScenarioWords } from './scenario-text.ts';

export interface RunbookToDrill {
  readonly runbook: Runbook;
  /** Its procedures that act, as far as they are to be drilled. */
  readonly acting: readonly Procedure[];
  /** Those of them whose headings say that they act; of others only the commands look so. */
  readonly told: ReadonlySet<Procedure>;
  /** Whether it has no other: it is then followed as a whole. */
  readonly single: boolean;
}

export interface ProposedScenario {
  readonly procedure: Procedure;
  readonly fault: FittingFault;
  readonly words: Omit<ScenarioWords, 'file' | 'schemas' | 'stack'>;
}

const mostOthers = 4;

/**
 * One scenario for each acting procedure of a runbook, with the fault that fits it best and the endpoint that sees most.
 */
export function proposeScenarios(
  { runbook, acting, told, single: only }: RunbookToDrill,
  stack: Stack,
  endpoints: readonly Endpoint[],
): readonly ProposedScenario[] {
  return acting.flatMap(acts => {
    const procedure = only ? acts : troubleOf(runbook, acts, acting);
    const [fault, ...otherFaults] = fittingFaults(runbook, only ? undefined : procedure, stack);
    // Neither a heading nor any other word: it is more likely daily work than a cure.
    if (fault === undefined || (fault.guessed === true && !told.has(acts))) return [];
    const [best, ...others] = endpoints;
    return [
      {
        procedure,
        fault,
        words: {
          title: only ? runbook.title : `${runbook.title}: ${procedure.title}`,
          runbook: runbook.file,
          ...(only ? {} : { follow: [procedure.id] }),
          probes: [probeOf(best)],
          others: [
            ...(best === undefined
              ? ['No endpoint was found: put a request here that does what a user does.']
              : [`From ${best.from}. Better is what writes and reads back, as a user does.`]),
            ...others
              .slice(0, mostOthers)
              .map(({ healthy, from, weak }) => `Or: ${healthy}  (${from}${weak === undefined ? '' : `; weak: ${weak}`})`),
          ],
          faults: [
            {
              kind: fault.kind,
              settings: fault.settings,
              why: `${showLocation(fault.location)}: ${fault.because}${
                otherFaults.length === 0
                  ? ''
                  : `; or ${otherFaults
                      .slice(0, 3)
                      .map(({ kind, settings }) => `${kind} of ${String(settings['service'] ?? settings['from'])}`)
                      .join(', ')}`
              }`,
            },
          ],
          variables: placeholdersOf(runbook, only ? undefined : procedure),
        },
      },
    ];
  });
}

function probeOf(endpoint: Endpoint | undefined): ProposedProbe {
  const read = endpoint === undefined ? undefined : readHealthy(endpoint.healthy);
  if (read !== undefined && 'probe' in read) return read.probe;
  return {
    name: 'users can do what they come for',
    kind: 'http',
    settings: { method: 'GET', url: unfilledValue },
    expect: { status: 200 },
  };
}

/** What a reader must replace in the steps that are followed: only a person knows the values. */
function placeholdersOf(runbook: Runbook, procedure: Procedure | undefined): NonNullable<ScenarioWords['variables']> {
  const inside = procedure === undefined ? undefined : withAllBelow(runbook, procedure);
  const found = new Map<string, string>();
  for (const { text, block: id, location } of runbook.placeholders) {
    const block = runbook.blocks.find(one => one.id === id);
    // Commands in running text are carried out only where a scenario says so.
    if (block === undefined || !block.step || !['diagnose', 'act', 'verify'].includes(block.role)) continue;
    if (inside !== undefined && !inside.has(block.procedure)) continue;
    if (!found.has(text)) found.set(text, showLocation(location));
  }
  return [...found].map(([text, at]) => ({ text, value: unfilledValue, why: `${at} asks the reader for it` }));
}

import { showLocation } from '../../model/location.ts';
import type { Location } from '../../model/location.ts';
import type { Procedure, Runbook } from '../../model/runbook.ts';
import type { Plan } from '../../planning/plan.ts';
import type { AlertRule } from '../../reading/read-alerts.ts';
import { anchorsOf, nearestAnchor } from '../../reading/runbook/anchors.ts';
import { followUrl } from './follow-url.ts';
import { scenariosOf } from './undrilled.ts';

/** Where an alert leads whoever it wakes. */
export interface CoveredAlert {
  readonly alert: string;
  readonly at: Location;
  readonly url?: string;
  readonly state: 'drilled' | 'not-drilled' | 'no-runbook' | 'dead-file' | 'dead-anchor';
  /** Why, in one clause; empty for one that is drilled. */
  readonly why: string;
  /** The nearest file or anchor that there is. */
  readonly nearest?: string;
  /** The file, and the heading that the anchor shows. */
  readonly runbook?: string;
  readonly heading?: string;
  /** Those that carry out some of what it leads to. */
  readonly scenarios: readonly string[];
}

export interface Pages {
  /** All Markdown files, as paths from the working directory. */
  readonly files: readonly string[];
  /** Reads one of them. */
  readonly open: (file: string) => Promise<{ readonly runbook: Runbook; readonly text: string }>;
}

/** Follows each alert's `runbook_url` to file and anchor, and tells which scenarios drill what stands there. */
export async function followAlerts(
  alerts: readonly AlertRule[],
  { files, open }: Pages,
  plans: readonly Plan[],
): Promise<readonly CoveredAlert[]> {
  const pages = new Map<string, ReturnType<Pages['open']>>();
  const page = async (file: string): ReturnType<Pages['open']> => {
    const opened = pages.get(file) ?? open(file);
    pages.set(file, opened);
    return await opened;
  };
  return await Promise.all(
    alerts.map(async ({ name, location, runbookUrl }): Promise<CoveredAlert> => {
      if (runbookUrl === undefined)
        return { alert: name, at: location, state: 'no-runbook', why: 'it has no annotation `runbook_url`', scenarios: [] };
      const alert = { alert: name, at: runbookUrl.location, url: runbookUrl.value };
      const followed = followUrl(runbookUrl.value, { from: location.file, files });
      if (followed.to === 'nothing') {
        const { why, nearest } = followed;
        return { ...alert, state: 'dead-file', why, ...(nearest === undefined ? {} : { nearest }), scenarios: [] };
      }
      const { file, anchor } = followed;
      const { runbook, text } = await page(file);
      if (anchor === '') return { ...alert, runbook: file, ...drilledAt(runbook, undefined, plans) };
      const anchors = anchorsOf(runbook, text);
      const heading = anchors.get(anchor);
      if (heading === undefined) {
        const nearest = nearestAnchor(anchor, anchors.keys());
        const label = runbook.procedures.find(({ id }) => id === anchor);
        return {
          ...alert,
          runbook: file,
          state: 'dead-anchor',
          why:
            label === undefined
              ? `${file} has no heading "#${anchor}"`
              : `"${label.title}" at ${showLocation(label.location)} is a label: a link can only name a heading`,
          ...(nearest === undefined ? {} : { nearest }),
          scenarios: [],
        };
      }
      return { ...alert, runbook: file, heading: heading.id, ...drilledAt(runbook, heading, plans) };
    }),
  );
}

/** What acts counts; where nothing acts, whatever is carried out. */
function drilledAt(
  runbook: Runbook,
  heading: Procedure | undefined,
  plans: readonly Plan[],
): Pick<CoveredAlert, 'state' | 'why' | 'scenarios'> {
  const isInside = insideOf(runbook, heading);
  const steps = runbook.blocks.filter(({ step, procedure }) => step && isInside(procedure));
  const inline = runbook.unfenced.filter(({ procedure }) => isInside(procedure));
  const acting = [...steps, ...inline].some(({ role }) => role === 'act');
  const counting = <T extends { readonly role: string }>(list: readonly T[]): readonly T[] =>
    acting ? list.filter(({ role }) => role === 'act') : list;
  const scenarios = scenariosOf(runbook, counting(steps), counting(inline), plans);
  if (scenarios.length > 0) return { state: 'drilled', why: '', scenarios };
  const why =
    steps.length + inline.length === 0 ? 'nothing that could be carried out stands there' : 'no scenario follows what stands there';
  return { state: 'not-drilled', why, scenarios };
}

function insideOf({ procedures }: Runbook, heading: Procedure | undefined): (procedure: string) => boolean {
  if (heading === undefined) return () => true;
  const inside = new Set([heading.id]);
  // Those below stand behind it.
  for (const { id, parent } of procedures) if (parent !== undefined && inside.has(parent)) inside.add(id);
  return procedure => inside.has(procedure);
}

import type { Control, Population, Team } from '../model/team.ts';
import { canonicalJson } from '../support/canonical-json.ts';

/** What the team added to the shards of a run, once for all of them; undefined when it added nothing to any. */
export function mergeTeams(shards: readonly { readonly run: string; readonly team: Team | undefined }[]): Team | undefined {
  const teams = shards.flatMap(({ team }) => team ?? []);
  if (teams.length === 0) return undefined;
  const population = mergePopulations(
    teams.flatMap(one => one.population ?? []),
    new Set(shards.map(({ run }) => run)),
  );
  return {
    controls: mergeControls(teams.flatMap(({ controls }) => controls)),
    followups: once(teams.flatMap(({ followups }) => followups)),
    waivers: once(teams.flatMap(({ waivers }) => waivers)),
    ...(population === undefined ? {} : { population }),
  };
}

function mergeControls(controls: readonly Control[]): readonly Control[] {
  const byId = new Map<string, Control>();
  for (const control of controls) {
    const before = byId.get(control.id);
    byId.set(control.id, { ...control, scenarios: [...new Set([...(before?.scenarios ?? []), ...control.scenarios])].sort() });
  }
  return [...byId.values()];
}

/** The run's place is that of its first shard; the shards themselves are not among the runs before. */
function mergePopulations(populations: readonly Population[], shards: ReadonlySet<string>): Population | undefined {
  const [first] = [...populations].sort((a, b) => a.position - b.position);
  if (first === undefined) return undefined;
  return {
    ...first,
    aborted: [...new Set(populations.flatMap(({ aborted }) => aborted))].filter(run => !shards.has(run)).sort(),
    before: once(populations.flatMap(({ before }) => before)).filter(({ run }) => !shards.has(run)),
  };
}

function once<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map(one => [canonicalJson(one), one])).values()];
}

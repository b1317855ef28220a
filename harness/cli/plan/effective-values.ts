import type { Scenario } from '../../model/scenario.ts';
import type { Plan } from '../../planning/plan.ts';
import type { Path } from '../../reading/yaml/path.ts';
import { readYaml } from '../../reading/yaml/read-yaml.ts';
import { showDuration } from '../../support/duration.ts';

/** A value that governs a drill, and who set it. */
export interface EffectiveValue {
  readonly name: string;
  readonly value: string;
  /** `default`, `scenario:<line>`, `front matter of <file>` or `<drillbook.yaml>:<line>`. */
  readonly from: string;
}

/** The values of DESIGN 3.4 as a drill would use them. */
export function effectiveValues({ scenario, runbooks, facts, engine, config }: Plan, text: string): readonly EffectiveValue[] {
  const { document } = readYaml(scenario.file, text);
  const told = (path: Path): string =>
    document !== undefined && isWritten(document.value, path) ? `scenario:${document.keyAt(path).line}` : 'default';
  const duration = (name: string, ms: number, ...path: string[]): EffectiveValue => ({ name, value: showDuration(ms), from: told(path) });
  const { budget, pace } = scenario;
  return [
    duration('budget provision', budget.provisionMs, 'budget', 'provision'),
    duration('budget symptom', budget.symptomMs, 'budget', 'symptom'),
    duration('budget recovery', budget.recoveryMs, 'budget', 'recovery'),
    ...(budget.controlMs === 0 ? [] : [duration('budget control', budget.controlMs, 'budget', 'control')]),
    duration('probe every', pace.probeEveryMs, 'pace', 'probe'),
    duration('probe limit', pace.probeLimitMs, 'pace', 'limit'),
    duration('hold', pace.holdMs, 'pace', 'hold'),
    duration('diagnose limit', pace.diagnoseMs, 'pace', 'diagnose'),
    duration('act limit', pace.actMs, 'pace', 'act'),
    duration('verify limit', pace.verifyMs, 'pace', 'verify'),
    duration('endless', pace.endlessMs, 'pace', 'endless'),
    ...loadValues(scenario, duration),
    recoveryTarget(scenario, facts.rtoMs, runbooks[0]?.frontMatter.rtoMs === undefined ? undefined : runbooks[0].file, told),
    {
      name: 'rpo',
      value: `lost ${scenario.rpo.lost}, duplicated ${scenario.rpo.duplicated}, resurrected ${scenario.rpo.resurrected}${jobsOf(scenario)}${scenario.rpo.upTo === undefined ? '' : `, up to ${scenario.rpo.upTo}`}`,
      from: told(['rpo']),
    },
    { name: 'on a failed step', value: scenario.onFail, from: told(['onFail']) },
    { name: 'cause', value: scenario.cause.replaceAll('-', ' '), from: told(['cause']) },
    {
      name: 'engine',
      value: engine ?? 'the first that works here',
      from:
        scenario.engine === undefined && config?.engine !== undefined ? `${config.file}:${config.engine.location.line}` : told(['engine']),
    },
    ...Object.entries(config?.images ?? {}).map(([pattern, target]) => ({
      name: 'images',
      value: `${pattern} from ${target}`,
      from: config?.file ?? '',
    })),
  ];
}

function isWritten(value: unknown, path: Path): boolean {
  return (
    path.reduce<unknown>(
      (inner, key) => (inner !== null && typeof inner === 'object' ? (inner as Record<string | number, unknown>)[key] : undefined),
      value,
    ) !== undefined
  );
}

function loadValues(
  { load }: Scenario,
  duration: (name: string, ms: number, ...path: string[]) => EffectiveValue,
): readonly EffectiveValue[] {
  return load === undefined
    ? []
    : [duration('write every', load.everyMs, 'load', 'write', 'every'), duration('write limit', load.withinMs, 'load', 'write', 'within')];
}

function recoveryTarget(
  { rtoMs }: Scenario,
  effectiveMs: number | undefined,
  frontMatter: string | undefined,
  told: (path: Path) => string,
): EffectiveValue {
  if (effectiveMs === undefined) return { name: 'rto', value: 'none: the time is printed', from: 'default' };
  return {
    name: 'rto',
    value: showDuration(effectiveMs),
    from: rtoMs === undefined ? `front matter of ${frontMatter ?? 'the runbook'}` : told(['rto']),
  };
}

/** Of the jobs that writes ask for, where somebody counts them. */
function jobsOf({ load, rpo }: Scenario): string {
  return load?.executed === undefined ? '' : `, never executed ${rpo.neverExecuted ?? 0}, executed twice ${rpo.executedTwice ?? 0}`;
}

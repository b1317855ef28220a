import type { CheckSettings } from '../model/config.ts';
import type { Registry } from '../support/registry.ts';
import type { Rule } from './rule.ts';

export type Weight = 'error' | 'warning' | 'off';

/** What a call asks for, beside what the configuration says. */
export interface Asked {
  /** Only these. */
  readonly only?: readonly string[];
  /** The rules that guess, too. */
  readonly all?: boolean;
  /** What a document should say, too. */
  readonly audit?: boolean;
}

/**
 * How much each rule weighs: what is surely wrong is an error; what guesses, and what an audit asks for, a warning where it is asked for at
 * all. `rules` of the configuration changes that, one by one.
 */
export function chooseRules(
  rules: Registry<Rule>,
  settings: CheckSettings = {},
  { only, all, audit }: Asked = {},
): ReadonlyMap<Rule, Weight> {
  const guesses = all ?? settings.preset === 'all';
  const audits = audit ?? settings.profile === 'audit';
  return new Map(
    rules.all.map(rule => {
      const said = settings.rules?.[rule.kind];
      if (only !== undefined) return [rule, only.includes(rule.kind) ? weightWhenNamed(rule, said) : 'off'];
      const asked = rule.preset === 'default' || (rule.preset === 'all' ? guesses : audits);
      return [rule, said ?? (asked ? usual(rule) : 'off')];
    }),
  );
}

function usual({ preset }: Rule): Weight {
  return preset === 'default' ? 'error' : 'warning';
}

function weightWhenNamed(rule: Rule, said: Weight | undefined): Weight {
  return said === undefined || said === 'off' ? usual(rule) : said;
}

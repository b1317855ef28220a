import { expect, test } from '@playwright/test';
import type { TrialKind } from '../../model/trial-kind.ts';
import { shareOf } from '../shares.ts';
import type { ToParent } from './protocol.ts';
import { smallProject } from './testing/small-project.ts';

test.describe.configure({ timeout: 180_000 });

/** Room for the two trials of one scenario, and for no other beside them. */
const inFlight = 2;

/** What was told when: a trial began or ended, or the last of a scenario had. */
interface Told {
  readonly what: 'began' | 'ended' | 'over';
  readonly scenario: string;
  readonly trial: TrialKind;
}

function toldBy(message: ToParent): readonly Told[] {
  if (message.type === 'scenario-ended') return [{ what: 'over', scenario: message.scenario, trial: 'as-written' }];
  if (message.type !== 'event') return [];
  const { scenario, event } = message;
  const trial = message.trial as TrialKind;
  if (event.type === 'trial.started') return [{ what: 'began', scenario, trial }];
  return event.type === 'trial.ended' ? [{ what: 'ended', scenario, trial }] : [];
}

test('one scenario more than there is room for stands by: it holds nothing, takes the first place that gets free, and the next comes after it', async () => {
  const project = smallProject();
  try {
    const names = ['one', 'two', 'three'];
    for (const name of names) project.scenario(name, 'web-down.md');
    const told: Told[] = [];
    const { failures } = await project.drill(await project.plans(...names), {
      inFlight,
      onMessage: message => void told.push(...toldBy(message)),
    });
    expect(failures).toEqual([]);

    const order = [...new Set(told.map(({ scenario }) => scenario))];
    const [first = '', second = '', third = ''] = order;
    expect(order).toHaveLength(3);
    const at = (what: Told['what'], scenario: string, trial?: TrialKind): number =>
      told.findIndex(one => one.what === what && one.scenario === scenario && (trial === undefined || one.trial === trial));

    // Who stands by takes nothing from a scenario that runs: both of its trials begin.
    expect(at('began', first, 'without-runbook')).toBeLessThan(at('began', second));
    // It begins when one of the two has ended, and does not wait for the other.
    expect(at('ended', first)).toBeLessThan(at('began', second));
    expect(at('began', second)).toBeLessThan(at('over', first));
    // One stands by, not two: the next one is there when a scenario is over.
    expect(Math.min(at('over', first), at('over', second))).toBeLessThan(at('began', third));
    expect(third).toMatch(/three$/);
    let underWay = 0;
    for (const { what, trial } of told) {
      if (what === 'over') continue;
      underWay += what === 'began' ? shareOf(trial) : -shareOf(trial);
      expect(underWay).toBeLessThanOrEqual(inFlight);
    }
    expect(underWay).toBe(0);
  } finally {
    project.remove();
  }
});

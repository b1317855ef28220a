import { expect, test } from '@playwright/test';
import type { Team } from '../../model/team.ts';
import { reportOf, stories } from '../testing/drilled.ts';
import { controlsSection } from './controls-section.ts';
import { followupsSection } from './followups-section.ts';
import { populationSection } from './population-section.ts';
import { waiversSection } from './waivers-section.ts';

const hostile = '</td></table><script>alert(1)</script>" onload="x \u001B[31mred\u001B[0m \u202Etxt.exe \u0000 &amp; ]]>';
const location = { file: 'drillbook.yaml', line: 7, column: 5 };
const report = reportOf({ a: stories.verified, b: stories.notRestored, m: stories.masked });
const none: Team = { controls: [], followups: [], waivers: [] };
const team = (more: Partial<Team>): Team => ({ ...none, ...more });

/** What a reader sees: tags are gaps. */
const words = (section: { readonly text: string }): string =>
  section.text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

const hostileTeam: Team = {
  controls: [{ id: hostile, title: hostile, catalog: hostile, limits: hostile, scenarios: [hostile, 'a'] }],
  followups: [
    {
      scenario: hostile,
      finding: hostile,
      owner: hostile,
      ticket: hostile,
      due: '2026-01-01',
      acceptedBy: hostile,
      note: hostile,
      retest: { run: hostile, at: hostile, outcome: 'refuted', stillFound: true },
    },
  ],
  waivers: [{ of: hostile, owner: hostile, reason: hostile, until: '2026-01-01', location: { ...location, file: hostile } }],
  population: {
    position: 2,
    previous: { run: hostile, manifest: hostile },
    aborted: [hostile],
    open: [hostile],
    before: [{ scenario: hostile, run: hostile, at: hostile, outcome: 'refuted', reason: 'not-restored' }],
  },
};

const full: Team = {
  controls: [{ id: 'A1.3', title: 'Recovery is tried', scenarios: ['a'] }],
  followups: [{ scenario: 'a', finding: 'masked', owner: 'ana' }],
  waivers: [{ of: 'a', owner: 'ana', reason: 'in work', until: '2026-12-31', location }],
  population: { position: 1, aborted: [], before: [] },
};

for (const [name, section] of Object.entries({ controlsSection, followupsSection, waiversSection, populationSection })) {
  test(`${name}: what a team wrote cannot become markup`, () => {
    const { text } = section(hostileTeam, reportOf({ [hostile]: stories.notRestored }));
    expect(text).not.toMatch(/<script|onload="x/);
    for (const character of ['\u0000', '\u001B', '\u202E']) expect(text.includes(character)).toBe(false);
    expect(text).toContain('&lt;script&gt;');
    for (const tag of ['table', 'tr', 'td', 'section', 'ul', 'div'])
      expect(text.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(text.match(new RegExp(`</${tag}>`, 'g'))?.length);
  });

  test(`${name}: has one heading that names it, tables with captions and scopes, and modest words`, () => {
    for (const one of [undefined, none, full, hostileTeam]) {
      const { text } = section(one, report);
      const id = /<section class="\w+" aria-labelledby="([\w-]+)">/.exec(text)?.[1];
      expect(text.match(/<h2/g)).toHaveLength(1);
      expect(text).toContain(`<h2 id="${id}">`);
      expect(text.match(/<table/g)?.length).toBe(text.match(/<caption>/g)?.length);
      expect(text).not.toMatch(/<th>/);
      expect(text).not.toMatch(/\b(?:proves|certified|compliant|guaranteed|tamper-proof|satisfied)\b/i);
    }
  });
}

test('a control shows what is missing for it, and never says that it is met', () => {
  const shown = (scenarios: readonly string[]): string =>
    words(controlsSection(team({ controls: [{ id: 'A1.3', title: 'Recovery is tried', catalog: 'SOC 2', scenarios }] }), report));
  expect(shown(['a'])).toContain('A1.3 SOC 2 Recovery is tried its scenario is verified a ✓ verified not provided');
  expect(shown(['a', 'm'])).toContain('all 2 scenarios are verified');
  expect(shown(['a', 'b', 'z'])).toContain(
    '1 of 3 scenarios verified: 1 refuted, 1 not drilled in this run b ✗ refuted: not-restored z not drilled in this run a ✓ verified',
  );
  expect(shown(['b'])).toContain('not verified: 1 refuted');
  expect(shown(['z'])).toContain('none: not drilled in this run (1 scenario)');
  expect(shown([])).toContain('none: no scenario of this run is mapped to it');
  expect(shown(['a'])).toMatch(/Mapping declared in controls\.yaml by the team; it claims nothing more\.$/);
  expect(words(controlsSection(undefined, report))).toBe('Controls Not provided: the team maps no control to these scenarios.');
});

test('an adaptation stands beside the verdict here, too', () => {
  const adapted = reportOf({ a: { facts: { adaptations: [{ step: 'fix/1', what: 'skip', why: 'no pager here', location }] } } });
  const controls = [{ id: 'A1.3', title: 'Recovery is tried', scenarios: ['a'] }];
  expect(words(controlsSection(team({ controls }), adapted))).toContain('a ✓ verified, 1 adaptation');
});

test('a follow-up shows owner, day and retest, and what nobody owns stands below', () => {
  const retest = { run: 'r-1', at: '2026-11-20T03:00:00.000Z', outcome: 'verified', stillFound: true } as const;
  const shown = words(
    followupsSection(
      team({
        followups: [
          {
            scenario: 'm',
            finding: 'masked',
            owner: 'ana',
            ticket: 'OPS-1',
            due: '2026-11-20',
            acceptedBy: 'ben',
            note: 'line 11',
            retest,
          },
        ],
      }),
      report,
    ),
  );
  expect(shown).toContain('masked m ana OPS-1 2026-11-20 overdue ben found still found (verified, run r-1, 2026-11-20) line 11');
  expect(shown).toMatch(/Findings of this run that nobody owns .*not-restored b/);
  const doubtful = { ...retest, outcome: 'inconclusive', stillFound: false } as const;
  expect(
    words(followupsSection(team({ followups: [{ scenario: 'a', finding: 'masked', owner: 'ana', retest: doubtful }] }), report)),
  ).toContain(
    'not found by its trials as-written, without-runbook not seen, but the scenario was not verified: it may still be there (inconclusive, run r-1, 2026-11-20)',
  );
  expect(words(followupsSection(none, report))).toContain('Not provided: the team follows up no finding.');
});

test('a waiver is in force on its last day and expired on the next', () => {
  const waiver = { of: 'b', owner: 'ana', reason: 'a new cluster', until: '2026-11-21', location };
  const on = (startedAt: string): string =>
    words(waiversSection(team({ waivers: [waiver] }), reportOf({ b: stories.notRestored, a: stories.verified }, startedAt)));
  expect(on('2026-11-21T23:59:59.999Z')).toContain(
    'b ana a new cluster 2026-11-21 in force; drilled all the same: refuted drillbook.yaml:7:5',
  );
  expect(on('2026-11-22T00:00:00.000Z')).toContain('2026-11-21 expired; drilled all the same: refuted');
  expect(words(waiversSection(none, report))).toBe('Waivers The team declares no waiver.');
});

test('the run stands among all runs; without a register that is said', () => {
  for (const one of [undefined, none])
    expect(words(populationSection(one, report))).toMatch(/^All runs No register: this run stands alone here\./);
  const shown = words(
    populationSection(
      team({
        population: {
          position: 12,
          previous: { run: 'r-11', manifest: 'sha256:ab' },
          aborted: ['r-9'],
          before: [
            { scenario: 'a', run: 'r-11', at: '2026-11-20T03:00:00.000Z', outcome: 'verified', reason: 'clean' },
            { scenario: 'b', run: 'r-10', at: '2026-11-19T03:00:00.000Z', outcome: 'verified', reason: 'clean' },
          ],
        },
      }),
      report,
    ),
  );
  expect(shown).toContain('Position 12 in the order in which runs were opened Before it run r-11 , manifest sha256:ab');
  expect(shown).toContain('opened earlier and never came to an end: r-9');
  // What changed stands first.
  expect(shown).toContain('b 2026-11-19 verified refuted r-10 a 2026-11-20 verified verified r-11');
  expect(words(populationSection(full, report))).toContain('none: this is the first run of the register');
});

test('ten thousand scenarios make a small page', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `scenarios/area-${index}/something-that-fails`);
  const [first, ...others] = report.scenarios.slice(1, 2);
  expect(others).toEqual([]);
  const many = { ...report, scenarios: ids.flatMap(id => (first === undefined ? [] : [{ ...first, id }])) };
  const one = team({
    controls: [{ id: 'A1.3', title: 'Recovery is tried', scenarios: ids }],
    population: {
      position: 2,
      aborted: ids,
      before: ids.map(scenario => ({ scenario, run: 'r-1', at: '2026-11-20T03:00:00.000Z', outcome: 'verified', reason: 'clean' })),
    },
  });
  const sizes = [controlsSection, followupsSection, waiversSection, populationSection].map(section => section(one, many).text.length);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(300_000);
  expect(words(controlsSection(one, many))).toContain('and 9980 more');
  expect(words(populationSection(one, many))).toContain('and 9500 more, in team.json and report.json');
});

import type { ScenarioRun } from '../model/run.ts';
import { auditFieldsSection } from './html/audit-fields-section.ts';
import { controlsSection } from './html/controls-section.ts';
import { html, nothing } from './html/escape.ts';
import type { Html } from './html/escape.ts';
import { evidenceIndex } from './html/evidence-index.ts';
import { followupsSection } from './html/followups-section.ts';
import { hero, overview, overviewRow } from './html/glance.ts';
import { limitsSection } from './html/limits-section.ts';
import { method } from './html/method.ts';
import { notDrilledSection } from './html/not-drilled-section.ts';
import { populationSection } from './html/population-section.ts';
import { runLine, showTime } from './html/run-line.ts';
import { sectionsWithin } from './html/sections-within.ts';
import { shell } from './html/shell.ts';
import { waiversSection } from './html/waivers-section.ts';
import type { Report } from './report-schema.ts';
import { worstFirst } from './worst-first.ts';

/** A page that is larger opens too slowly, and is too large for many a mail; bytes. */
const largest = 5_000_000;

/**
 * The report as one file: no script, nothing from elsewhere, readable on paper and in the dark. A pure function of the journals,
 * so that the same evidence gives the same bytes. Everything that a runbook printed is escaped and made visible.
 */
export function reportHtml(report: Report, runs: readonly ScenarioRun[]): string {
  const order = worstFirst(report);
  const limitsPart = limitsSection(report);
  const missing = notDrilledSection(report);
  const after = [...teamSections(report), auditFieldsSection(report), evidenceIndex(report), method(report)];
  // Without links first, to know how much room the details have.
  const rows = order.map(index => rowOf(report, index, false));
  const used = [...rows, missing, limitsPart, ...after].reduce(
    (sum, { text }) => sum + Buffer.byteLength(text),
    Buffer.byteLength(page(report, [])),
  );
  const { shown, left } = sectionsWithin(largest - used - spare, report, runs, order);
  return page(report, [
    report.scenarios.length < 2 ? nothing : overview(rows.map((row, at) => linked(report, order[at] ?? 0, shown, row))),
    left === 0 ? nothing : leftOut(left, report.scenarios.length),
    missing,
    limitsPart,
    ...shown.values(),
    ...after,
  ]);
}

/** Links, and the words about what was left out; bytes. */
const spare = 40_000;

function rowOf({ scenarios }: Report, index: number, isLinked: boolean): Html {
  const scenario = scenarios[index];
  return scenario === undefined ? nothing : overviewRow(scenario, index, isLinked);
}

function linked(report: Report, index: number, shown: ReadonlyMap<number, Html>, row: Html): Html {
  return shown.has(index) ? rowOf(report, index, true) : row;
}

function page(report: Report, parts: readonly Html[]): string {
  return shell({
    title: `Drill report, ${showTime(report.startedAt)} UTC`,
    heading: 'Drill report',
    drillbook: report.drillbook,
    about: runLine(report),
    glance: html`${hero(report)} ${parts.slice(0, 1)}`,
    rest: parts.slice(1),
    footer: html`<p>
      Computed by drillbook ${report.drillbook} with rules ${report.rules} from the journals beside this page. All times are UTC.
    </p>`,
  });
}

/** What the team declared; without a word from it the audit fields say what is missing. */
function teamSections(report: Report): readonly Html[] {
  const { team } = report;
  if (team === undefined) return [];
  return [controlsSection, followupsSection, waiversSection, populationSection].map(section => section(team, report));
}

function leftOut(left: number, all: number): Html {
  return html`<p class="left-out">
    To keep this page small, the details of ${left} of ${all} scenarios are left out, those of verified ones first. All of them stand in
    <code>report.json</code> and in the journals beside this page.
  </p>`;
}

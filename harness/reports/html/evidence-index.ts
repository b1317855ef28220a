import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';

/** What lies beside this page, and how to look at it. */
export function evidenceIndex({ scenarios, team }: Report): Html {
  const trials = scenarios.flatMap(one => one.trials);
  const entries = trials.reduce((sum, trial) => sum + trial.entries, 0);
  const files = [
    ['run.json', 'the header, written before the first step; every journal begins with its digest'],
    [
      '*.ndjson',
      `${trials.length} ${trials.length === 1 ? 'journal' : 'journals'} with ${entries} entries, each line chained to the one before by its digest`,
    ],
    ['outputs/', 'long outputs of steps, each named by its SHA-256'],
    ...(team === undefined ? [] : [['team.json', 'what the team declared: controls, follow-ups, waivers'] as const]),
    ['report.html, summary.md', 'this page, and its short form for a CI job'],
    ['report.json, junit.xml', 'the same as data'],
    ['manifest.json', 'path, size and SHA-256 of every file, where the run was sealed'],
    ['run.intoto.jsonl', 'statements over the manifest, signed or said to be unsigned'],
    ['people.intoto.jsonl', "persons' statements, where somebody added one later"],
  ] as const;
  return html`<section aria-labelledby="evidence">
    <h2 id="evidence">Evidence</h2>
    <p>
      This page is computed from the journals beside it. It does not check itself: run <code>drillbook audit</code> with the folder that it
      lies in to see whether any file has changed since, whose signature it bears, and whether the verdicts follow from the journals.
    </p>
    ${table(
      'Files of this run',
      ['File', 'What it is'],
      files.map(
        ([file, what]) =>
          html`<tr>
            <th scope="row"><code>${file}</code></th>
            <td>${what}</td>
          </tr> `,
      ),
    )}
  </section>`;
}

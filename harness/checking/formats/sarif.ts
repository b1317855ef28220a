import type { ArtifactLocation, Log, Run } from 'sarif';
import type { CheckReport } from '../check-report.ts';

export interface SarifInput {
  readonly version: string;
  readonly reports: readonly SarifReport[];
  /** What is known of a rule beside its name; problems of reading have no text of their own. */
  textOf(rule: string): RuleText | undefined;
}

export interface SarifReport {
  readonly report: CheckReport;
  /** Path from the repository's top, with `/`; the whole `file:` address of what stands outside. */
  readonly uri: string;
  /** The same as long as the line is: by it a place is known again. */
  readonly mark: string;
}

export interface RuleText {
  /** One sentence. */
  readonly about: string;
  readonly markdown: string;
}

/** GitHub takes no more of a run. */
const most = 25_000;

/**
 * The reports as SARIF 2.1.0, with what GitHub's code scanning asks for: all four sides of a region, texts that are not empty, a fingerprint.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
export function sarif({ version, reports, textOf }: SarifInput): string {
  const kinds = [...new Set(reports.map(({ report }) => report.rule))].sort();
  const counts = new Map<string, number>();
  const run: Run = {
    tool: {
      driver: {
        name: 'drillbook',
        semanticVersion: version,
        rules: kinds.map(kind => {
          const text = textOf(kind);
          const about = text?.about ?? `What reading a document finds: ${kind}.`;
          return {
            id: kind,
            name: kind,
            shortDescription: { text: about },
            fullDescription: { text: about },
            help: { text: text?.markdown ?? about, markdown: text?.markdown ?? about },
            defaultConfiguration: { level: reports.find(({ report }) => report.rule === kind)?.report.severity ?? 'warning' },
            properties: { tags: ['runbook'] },
          };
        }),
      },
    },
    automationDetails: { id: 'drillbook-check/' },
    columnKind: 'utf16CodeUnits',
    results: reports.slice(0, most).map(({ report, uri, mark }) => {
      const { rule, severity, message, hint, location } = report;
      const { line, column, endLine = line, endColumn = column } = location;
      const count = (counts.get(`${uri}\n${mark}`) ?? 0) + 1;
      counts.set(`${uri}\n${mark}`, count);
      return {
        ruleId: rule,
        ruleIndex: kinds.indexOf(rule),
        level: severity,
        message: { text: wellFormed(hint === undefined ? message : `${message}\n${hint}`) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: artifactOf(uri),
              // A region ends behind its last character, and holds one at least.
              region: {
                startLine: line,
                startColumn: column,
                endLine,
                endColumn: endLine === line ? Math.max(endColumn, column + 1) : endColumn,
              },
            },
          },
        ],
        partialFingerprints: { primaryLocationLineHash: `${mark}:${count}` },
      };
    }),
  };
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function artifactOf(uri: string): ArtifactLocation {
  return uri.startsWith('file:///') ? { uri } : { uri: uriOf(uri), uriBaseId: '%SRCROOT%' };
}

/** Signs that a path may hold, and that mean something else in an address: `encodeURI` leaves them. */
function uriOf(path: string): string {
  return encodeURI(wellFormed(path)).replaceAll(/[?#:]/g, encodeURIComponent);
}

/** Half a sign, such as a cut text ends with, is none that JSON's readers take. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

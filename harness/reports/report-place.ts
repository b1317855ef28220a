import { showLocation } from '../model/location.ts';
import type { Location } from '../model/location.ts';
import type { Finding } from '../model/verdict.ts';
import type { ReportScenario } from './report-schema.ts';

/** A finding as reports carry it. */
export function reportFinding({ rule, message, evidence, location }: Finding): ReportScenario['findings'][number] {
  return { rule, message, evidence: [...evidence], ...(location === undefined ? {} : { location: place(location) }) };
}

/** Members that reports know, and no others. */
export function place({ file, line, column, endLine, endColumn }: Location): ReportScenario['at'] {
  return { file, line, column, ...(endLine === undefined ? {} : { endLine }), ...(endColumn === undefined ? {} : { endColumn }) };
}

/** `file:line:column`. */
export function showPlace({ file, line, column }: ReportScenario['at']): string {
  return showLocation({ file, line, column });
}

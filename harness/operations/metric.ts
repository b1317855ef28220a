import { defineOperation } from './operation.ts';
import { request } from './request.ts';
import { metricSettings, type MetricSettings } from './settings/metric.ts';

/** A number from a page in Prometheus' text format. */
export const metric = defineOperation<MetricSettings>({
  kind: 'metric',
  about: "A sample of a page in Prometheus' text format. Its answer has `number`.",
  example: { url: 'http://localhost:3001/metrics', name: 'queue_length' },
  settings: metricSettings as never,
  async ask({ url, name, labels }, context) {
    const answer = await request({ method: 'GET', url, headers: {} }, context);
    if (!answer.answered || answer.status !== 200) return answer;
    const samples = samplesOf(answer.text, name, labels);
    if (samples.length === 0) return { ...answer, text: '', error: `unexpected absence of a sample of ${name}` };
    const number = samples.reduce((sum, value) => sum + value, 0);
    return { ...answer, number, text: String(number) };
  },
});

/** Values of the samples with this name and at least these labels (Prometheus, exposition format 0.0.4). */
export function samplesOf(page: string, name: string, labels: Readonly<Record<string, string>>): readonly number[] {
  return page.split('\n').flatMap(line => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/.exec(line);
    if (match?.[1] !== name) return [];
    const own = Object.fromEntries([...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value]));
    if (!Object.entries(labels).every(([key, value]) => own[key] === value)) return [];
    const value = Number(match[3]?.replace(/^([+-]?)Inf$/, '$1Infinity'));
    return Number.isNaN(value) ? [] : [value];
  });
}

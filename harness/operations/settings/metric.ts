import { z } from 'zod';

/** One sample of a page in Prometheus' text format; several that match are added up. */
export const metricSettings = z.strictObject({
  url: z.string().regex(/^https?:\/\//, 'expected an http:// or https:// address'),
  name: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
export type MetricSettings = z.output<typeof metricSettings>;

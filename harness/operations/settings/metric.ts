import { z } from 'zod';
import { address } from './address.ts';

/** One sample of a page in Prometheus' text format; several that match are added up. */
export const metricSettings = z.strictObject({
  url: address,
  name: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
export type MetricSettings = z.output<typeof metricSettings>;

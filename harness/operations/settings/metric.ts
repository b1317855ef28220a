import { z } from 'zod';
import { address } from './address.ts';

/** One sample of a page in Prometheus' text format; several that match are added up. */
export const metricSettings = z.strictObject({
  url: address,
  name: z.string().describe('Name of the metric; samples that match are added up'),
  labels: z.record(z.string(), z.string()).default({}).describe('Labels that a sample must have'),
});
export type MetricSettings = z.output<typeof metricSettings>;

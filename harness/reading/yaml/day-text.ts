import { z } from 'zod';

/** A day of the calendar as files have it (ISO 8601, `2026-12-31`). */
export const dayText = z
  .string({ error: 'expected a date such as 2026-12-31' })
  .refine(text => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true, {
    error: 'expected a date such as 2026-12-31',
  })
  .meta({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

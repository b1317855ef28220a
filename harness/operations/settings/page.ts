import { z } from 'zod';

/** A page in a browser. */
export const pageSettings = z.union([z.string(), z.looseObject({ url: z.string() })]);

import { z } from 'zod';

/** Where HTTP goes. One that cannot be read would look like a service that never answers. */
export const address = z
  .string()
  .regex(/^https?:\/\//, 'expected an http:// or https:// address')
  .refine(text => URL.canParse(text), { error: 'expected an address such as http://localhost:3001/health' })
  .describe('An http:// or https:// address as the bastion sees it, such as `http://localhost:3001/health`');

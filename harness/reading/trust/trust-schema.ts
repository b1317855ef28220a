import { z } from 'zod';
import { dayText } from '../yaml/day-text.ts';

/** The reader's own list of public keys. */
export const trustSchema = z.strictObject({
  keys: z.array(
    z.strictObject({
      name: z.string().min(1).describe('whose key it is, as audits print it'),
      key: z.string().describe('public key (ed25519): PEM, or base64 of its SPKI in DER'),
      since: dayText.optional().describe('signatures before this day are not trusted'),
      until: dayText.optional().describe('signatures after this day are not trusted'),
    }),
  ),
});

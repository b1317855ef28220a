import { createHash } from 'node:crypto';

/** `sha256:<hex>` of text or bytes. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

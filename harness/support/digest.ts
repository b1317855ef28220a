import { hash } from 'node:crypto';

/** `sha256:<hex>` of text or bytes. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${hash('sha256', content)}`;
}

import { dirname, relative } from 'node:path';

/**
 * What editors need to check a file while it is written: yaml-language-server's comment, and JetBrains'.
 * @param schemas folder of our JSON Schemas
 */
export function schemaComments(file: string, schemas: string, name: 'scenario' | 'stack' | 'config'): string {
  const path = relative(dirname(file), `${schemas}/${name}.schema.json`);
  const from = path.startsWith('.') ? path : `./${path}`;
  return `# yaml-language-server: $schema=${from}\n# $schema: ${from}\n`;
}

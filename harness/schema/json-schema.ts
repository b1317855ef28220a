import { z } from 'zod';
import type { SchemaFile } from './schemas.ts';

/** A schema as editors and other tools read it: draft 7, which the YAML language server knows best. */
export function jsonSchemaOf({ title, schema, io }: SchemaFile): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-7',
    override({ zodSchema, jsonSchema }) {
      // Before an object's preprocessing stands its short form, a line of text.
      if (io === 'output' || !(zodSchema instanceof z.ZodPipe) || !(zodSchema.def.in instanceof z.ZodTransform)) return;
      const long = { ...jsonSchema };
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      jsonSchema.anyOf = [{ type: 'string' }, long];
    },
  });
  return { $schema, title, ...rest };
}

import { z } from 'zod';

const identifier = /^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/;

/** A table as SQL writes it without quotes. */
export const tableName = z.string().regex(identifier, 'expected the name of a table').describe('Name of the table, also with its schema');

import { registry } from '../support/registry.ts';
import { command } from './command.ts';
import { http } from './http.ts';
import { metric } from './metric.ts';
import type { OperationDefinition } from './operation.ts';
import { page } from './page.ts';
import { redis } from './redis.ts';
import { sql } from './sql.ts';
import { tcp } from './tcp.ts';

/** What a stack can be asked. Drivers are loaded with the first question, so that planning stays quick. */
export const operations = registry<OperationDefinition>([http, tcp, sql, redis, command, metric, page]);

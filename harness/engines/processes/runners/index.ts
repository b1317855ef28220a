import type { Service } from '../../../model/stack.ts';
import { command } from './command.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import type { Runner } from './runner.ts';

/** The first that claims a `run:` line has it. */
const runners: readonly Runner[] = [postgres, redis, command];

export function runnerOf(service: Service): Runner {
  return runners.find(runner => runner.claims(service.run?.command ?? '')) ?? command;
}

import { registry } from '../support/registry.ts';
import { command } from './command.ts';
import type { FaultDefinition } from './fault.ts';
import { jobPoison } from './job-poison.ts';
import { networkCut } from './network-cut.ts';
import { networkSlow } from './network-slow.ts';
import { postgresConnections } from './postgres-connections.ts';
import { postgresLockTable } from './postgres-lock-table.ts';
import { processKill } from './process-kill.ts';
import { processPause } from './process-pause.ts';
import { queueFlood } from './queue-flood.ts';
import { serviceStop } from './service-stop.ts';
import { volumeFull } from './volume-full.ts';

/** Ways to harm a service. */
export const faults = registry<FaultDefinition>([
  serviceStop,
  processKill,
  processPause,
  volumeFull,
  postgresLockTable,
  postgresConnections,
  networkCut,
  networkSlow,
  queueFlood,
  jobPoison,
  command,
]);

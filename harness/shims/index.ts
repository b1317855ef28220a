import { registry } from '../support/registry.ts';
import { apt, aptGet } from './apt.ts';
import { crontab } from './crontab.ts';
import { dockerCompose } from './docker-compose.ts';
import { docker } from './docker.ts';
import { journalctl } from './journalctl.ts';
import { mount } from './mount.ts';
import { nginx } from './nginx.ts';
import { pm2 } from './pm2.ts';
import { scp } from './scp.ts';
import { service } from './service.ts';
import type { ShimDefinition } from './shim.ts';
import { ssh } from './ssh.ts';
import { stubs } from './stub.ts';
import { sudo } from './sudo.ts';
import { systemctl } from './systemctl.ts';

/** Operator's tools that act on the stack's services. */
export const shims = registry<ShimDefinition>([
  systemctl,
  service,
  journalctl,
  docker,
  dockerCompose,
  mount,
  nginx,
  pm2,
  sudo,
  crontab,
  ssh,
  scp,
  apt,
  aptGet,
  ...stubs,
]);

import { findLayer } from '../package-layer.ts';
import { majorOf, type Runner } from './runner.ts';
import { serverWords } from './server-words.ts';

const programs = ['redis-server', 'redis'];

/** A real Redis from the package layer, as its official image runs it: data in `/data`, no protected mode. */
export const redis: Runner = {
  claims: command => /^redis(-server)?(\s|$)/.test(command),

  lacks(service) {
    const words = serverWords(service, programs);
    if ('lacks' in words) return words.lacks;
    const wanted = majorOf(service.image);
    return wanted === undefined || wanted === '7' || service.run?.accept === '7'
      ? undefined
      : `Redis ${wanted} (only 7 is there; accept it with x-drillbook: { accept: "7" })`;
  },

  async prepare(service, { bastion }) {
    const layer = await findLayer(bastion.packages);
    const version = /^redis-server \d*:?([\d.]+)/m.exec(layer?.packages.join('\n') ?? '')?.[1] ?? '7';
    const words = serverWords(service, programs);
    const args = 'args' in words ? words.args : [];
    return {
      runs: `Redis ${version} (Debian)`,
      argv: ['redis-server', ...args, '--protected-mode', 'no'],
      environment: service.environment,
      cwd: '/data',
      user: 'redis',
      dataFolder: '/data',
      files: [],
      mounts: [],
      binds: {},
    };
  },
};

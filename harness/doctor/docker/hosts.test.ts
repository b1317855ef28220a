import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { folderWith } from '../../reading/testing/folder.ts';
import { digestOf } from '../../support/digest.ts';
import { ryuk } from '../docker-images.ts';
import { contextHost, dockerHosts } from './hosts.ts';

test('a host that was named comes before the sockets of the machine, that of Testcontainers first', () => {
  const at = folderWith({
    '.testcontainers.properties': '# ours\ntc.host = tcp://cloud:2375\ndocker.host=tcp://build:2375\n',
    'run/docker.sock': '',
  });
  const env = { DOCKER_HOST: 'tcp://other:2375', XDG_RUNTIME_DIR: at('run') };
  const [first, second, ...sockets] = dockerHosts(env, at('.'));
  expect([first, second]).toEqual([
    { address: 'tcp://cloud:2375', from: 'tc.host in ~/.testcontainers.properties' },
    { address: 'tcp://other:2375', from: 'DOCKER_HOST' },
  ]);
  expect(sockets.at(-1)).toEqual({ address: `unix://${at('run/docker.sock')}`, from: 'a socket of your own' });
  expect(dockerHosts({}, at('.'))[1]).toEqual({ address: 'tcp://build:2375', from: 'docker.host in ~/.testcontainers.properties' });
});

test("the docker command's context is found, unless DOCKER_HOST overrules it", () => {
  const at = folderWith({
    '.docker/config.json': '{ "currentContext": "colima" }',
    [`.docker/contexts/meta/${digestOf('colima').replace('sha256:', '')}/meta.json`]:
      '{ "Name": "colima", "Endpoints": { "docker": { "Host": "unix:///colima.sock" } } }',
  });
  expect(contextHost({}, at('.'))).toEqual({ address: 'unix:///colima.sock', from: "the docker command's context colima" });
  expect(contextHost({ DOCKER_HOST: 'tcp://other:2375' }, at('.'))).toBeUndefined();
  expect(contextHost({ DOCKER_CONTEXT: 'default' }, at('.'))).toBeUndefined();
  expect(contextHost({}, at('nowhere'))).toBeUndefined();
});

test('the image of Ryuk is the one that the installed Testcontainers starts', () => {
  const reaper = new URL('reaper/reaper.js', import.meta.resolve('testcontainers'));
  expect(readFileSync(reaper, 'utf8')).toContain(`"${ryuk}"`);
});

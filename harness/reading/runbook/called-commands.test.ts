import { expect, test } from '@playwright/test';
import { calledCommands } from './called-commands.ts';

const called = (script: string): string =>
  calledCommands(script)
    .map(({ name, where, asRoot }) => `${asRoot ? '#' : ''}${name}${where === 'bastion' ? '' : `@${where}`}`)
    .join(' ');

test('finds commands wherever a shell would run them', () => {
  expect(called('x=$(pg_isready -h db | grep ok)')).toBe('pg_isready grep');
  expect(called('if systemctl is-active -q web; then redis-cli ping; else `hostname`; fi')).toBe('systemctl redis-cli `hostname` hostname');
  expect(called('for i in $(seq 3); do curl -s localhost; done < <(docker ps)')).toBe('seq curl docker');
  expect(called('f() { pgrep x; }; f')).toBe('pgrep f');
  expect(called('/usr/bin/psql -c "select 1"; /opt/app/run.sh')).toBe('psql /opt/app/run.sh');
});

test('looks behind what runs another command', () => {
  expect(called('sudo -u postgres -E A=1 psql -c x')).toBe('sudo #psql');
  expect(called('sudo sh -c "mount /data && ls"')).toBe('sudo #sh #mount #ls');
  expect(called('timeout -k 1 5 nc -z h 1')).toBe('timeout nc');
  expect(called('env A=1 nohup node x &')).toBe('env nohup node');
  expect(called('echo 1 | xargs -n 1 -I{} kill {}')).toBe('echo xargs kill');
  expect(called('watch -n 1 "df -h | head"')).toBe('watch df head');
  expect(called('bash -lc "pm2 restart x"; eval "ls; ps"')).toBe('bash pm2 eval ls ps');
  expect(called('find . -name x -exec rm {} \\;')).toBe('find rm');
  expect(called('command -v psql')).toBe('command');
});

test('tells what runs inside a service and on another machine from what the bastion runs', () => {
  expect(called('docker exec -it -u root db psql -c x')).toBe('docker psql@service');
  expect(called('docker compose -f c.yaml exec -T db sh -c "pg_dump x | gzip"')).toBe('docker sh@service pg_dump@service gzip@service');
  expect(called('docker-compose run --rm -e A=1 web npm test')).toBe('docker-compose npm@service');
  expect(called('docker restart db')).toBe('docker');
  expect(called('ssh -i key op@host "sudo systemctl restart web"')).toBe('ssh sudo@elsewhere #systemctl@elsewhere');
  expect(called('kubectl -n x exec pod -- redis-cli ping')).toBe('kubectl redis-cli@service');
});

test('gives up on what is nested beyond reading, and takes nothing for something', () => {
  expect(called('')).toBe('');
  expect(called('# only a remark')).toBe('');
  expect(calledCommands(`${'sudo '.repeat(2000)}ls`).length).toBeLessThan(20);
});

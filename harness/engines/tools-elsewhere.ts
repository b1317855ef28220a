/**
 * Programs that operators have elsewhere and the bastion has not: tools of services that no stack has, and packages that it was not given
 * (`bastion.packages`). A step that calls one could not be tried, which says nothing about the runbook; any other name that is not found
 * is the runbook's mistake.
 */
export const stubbedTools: ReadonlySet<string> = words(`
  acme.sh argocd aws az certbot cloudflared consul doctl eb ecs-cli eksctl fly flyctl flux gcloud gh glab gsutil helm heroku istioctl
  kops kubectl kubectx kubens kustomize linkerd netlify nomad oc pulumi railway render sentry-cli snyk supabase terraform tofu trivy ufw vault
  vercel velero wrangler`);

const packages: ReadonlySet<string> = words(`
  ansible ansible-playbook apache2ctl apachectl apt apt-cache apt-get aptitude at bc bind9 borg brew bundle cargo composer conntrack crictl
  crontab crudini ctr dig dnf dstat ethtool etcdctl fdisk firewall-cmd ftp gdb gitlab-ctl gitlab-rails go gpg haproxy host htop
  httpd httpie hdparm influx iostat iotop ioping iperf3 java jcmd jmap jstack kafka-consumer-groups kafka-topics keepalived ldapsearch
  logrotate logger lsb_release lvs lvextend mail mailq mailx make mdadm memcached-tool mkfs.ext4 mongo mongod mongodump mongosh monit mtr
  mutt mysql mysqladmin mysqlcheck mysqldump nano nft nginx ngrep nload nmap nodetool npm npx nslookup ntpdate ntpq openstack parted
  patronictl perf pg_ctlcluster pg_dropcluster pg_createcluster pg_lsclusters pg_upgradecluster pgbackrest pgbouncer php php-fpm pip pip3 pnpm podman postfix postqueue pvs python python2 python3 rabbitmq-diagnostics
  rabbitmqadmin rabbitmqctl rails rake rclone redis-sentinel repmgr restic rpm rsync rsyslogd ruby s3cmd salt sar screen scp sendmail sftp
  slappasswd smartctl snap ssh ssh-keygen sshpass strace supervisorctl swaks sysbench tcpdump telnet tmux traceroute unzip varnishadm
  vgs vim virsh vi wal-g walg wall wget wg whois wp yarn yum zfs zip zpool zypper`);

/** Whether a name that the shell did not find is that of a program which exists, and not a mistake in the text. */
export function isToolElsewhere(name: string): boolean {
  return stubbedTools.has(name) || packages.has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

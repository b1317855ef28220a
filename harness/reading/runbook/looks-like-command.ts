const tools =
  /^(sudo|systemctl|service|docker|docker-compose|pm2|kubectl|helm|psql|pg_\w+|redis-cli|curl|wget|kill|pkill|killall|rm|mv|cp|tail|cat|grep|less|journalctl|npm|npx|node|git|ssh|scp|chmod|chown|df|du|ps|top|free|ls|tar|aws|gcloud|terraform|make|bash|sh|python3?|php|crontab|nginx|sqlite3|mysql|openssl|dig|ping|ip|export|apt|apt-get|sed|touch|mkdir|tee|mount|umount|lsof|ss|netstat|oc|consul|vault|etcdctl|rabbitmqctl|gitlab-ctl|mysqldump|yarn|pnpm|patronictl|supervisorctl|mongosh?|kafka-[\w-]+)$/;

/** Whether inline code is something to type, rather than a name. */
export function looksLikeCommand(text: string): boolean {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  if (/^(\.{1,2}\/|\/(usr|opt|home|srv)\/)[\w./-]+$/.test(first)) return rest.length > 0 || /\.(sh|py)$/.test(first);
  return rest.length > 0 && tools.test(first);
}

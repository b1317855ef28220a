/** Whether a page speaks of a queue that is kept in Redis. */
export function holdsQueue(text: string): boolean {
  return /\b(?:bull(?:mq)?|sidekiq|celery|resque|rq worker)\b|\b(?:llen|lrange|lpush|rpush|brpop)\s+\S*(?:queue|jobs?|bull|dlq)|\bredis\b[^\n.]{0,60}\bqueues?\b|\bqueues?\b[^\n.]{0,40}\bredis\b/i.test(
    text,
  );
}

/** Limits of services, shared by all workers of the workspace; and what job stages ask for at a time. */
export const rateLimitTables = `
-- Times are milliseconds on the machine's own clock since it was started, which no change of the date moves; another
-- start of the machine begins anew, and only a pause outlives it, by the date.
CREATE TABLE rate_pool (
  pool TEXT PRIMARY KEY,
  machine TEXT NOT NULL,
  -- when all that was let through so far will have been earned, by requests and by tokens
  requests_at REAL NOT NULL,
  tokens_at REAL NOT NULL,
  paused_until REAL NOT NULL,
  paused_until_date INTEGER NOT NULL,
  -- pauses in a row without an answer in between
  refusals INTEGER NOT NULL,
  -- a minute's limits as the service itself gave them
  told_requests REAL,
  told_tokens REAL
) STRICT, WITHOUT ROWID;
`;

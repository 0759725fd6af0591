/** How near each worker is to the limits of the services that it asks; a row goes with its worker. */
export const rateGaugeTables = `
CREATE TABLE rate_gauge (
  worker INTEGER NOT NULL,
  pool TEXT NOT NULL,
  -- what may be used in a minute; null where nothing is known of a limit
  requests_limit REAL,
  tokens_limit REAL,
  -- what this worker sent in the last minute, and how many requests of it wait for their turn
  requests INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  held_by TEXT NOT NULL,
  -- a date, while the service itself asked for a pause
  held_until INTEGER,
  PRIMARY KEY (worker, pool)
) STRICT, WITHOUT ROWID;
`;

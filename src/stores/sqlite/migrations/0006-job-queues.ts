/** What jobs weigh at their service, and what a service takes at a time. */
export const jobQueueTables = `
ALTER TABLE job ADD COLUMN queue TEXT;
ALTER TABLE job ADD COLUMN weight REAL NOT NULL DEFAULT 0;
-- the service was asked to call it off
ALTER TABLE job ADD COLUMN called_off INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_queued ON job (queue) WHERE queue IS NOT NULL AND state <> 'settled';

-- What a service was found to take, where it refused more: believed for a while.
CREATE TABLE job_queue (
  queue TEXT PRIMARY KEY,
  learned REAL,
  learned_at INTEGER NOT NULL,
  -- nothing is handed over before this moment
  paused_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- a cancelled run that calls off what services still have of it
ALTER TABLE run ADD COLUMN calling_off INTEGER NOT NULL DEFAULT 0;
`;

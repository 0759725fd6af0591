/** What unsettled jobs are making, by what it is, so that no other job orders it too; and whom a job waits for. */
export const jobPartTables = `
CREATE TABLE job_part (
  -- what the names of parts are of, such as a space of vectors
  scope TEXT NOT NULL,
  part TEXT NOT NULL,
  job INTEGER NOT NULL,
  PRIMARY KEY (scope, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_part_job ON job_part (job);

-- A job's items need parts that another one is making.
CREATE TABLE job_awaits (
  job INTEGER NOT NULL,
  other INTEGER NOT NULL,
  PRIMARY KEY (job, other)
) STRICT, WITHOUT ROWID;
`;

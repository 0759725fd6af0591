/** The ledger's tables. Item states are the positions in `itemStates`. */
export const ledgerTables = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  workflow TEXT NOT NULL,
  parameters TEXT NOT NULL,
  policy TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'cancelled', 'ended')),
  source_done INTEGER NOT NULL DEFAULT 0,
  source_owner INTEGER,
  barrier INTEGER NOT NULL DEFAULT 0,
  barrier_owner INTEGER,
  -- active only to carry out answers or an undo; then it is again what stands here
  return_to TEXT CHECK (return_to IN ('paused', 'cancelled', 'ended')),
  undoing INTEGER NOT NULL DEFAULT 0,
  forgiven INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  active_ms INTEGER NOT NULL DEFAULT 0,
  detail TEXT,
  stopped TEXT
) STRICT;
CREATE INDEX run_fingerprint ON run (fingerprint);

CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  key TEXT NOT NULL,
  parent INTEGER,
  state INTEGER NOT NULL DEFAULT 0,
  stage INTEGER NOT NULL DEFAULT 0,
  owner INTEGER,
  lease INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL DEFAULT 0,
  -- null: healthy; a number: it was inside a stage when a worker died, and so many died since while it ran alone
  alone INTEGER,
  job INTEGER,
  input TEXT NOT NULL,
  carry TEXT,
  result TEXT,
  failure TEXT,
  UNIQUE (run, key)
) STRICT;
CREATE INDEX item_ready ON item (run, due_at, id) WHERE state = 0;
CREATE INDEX item_leased ON item (owner) WHERE state = 1;
-- SQLite uses a partial index only where the query repeats its condition: one index for each state looked for
CREATE INDEX item_waiting ON item (run, stage, id) WHERE state = 2;
CREATE INDEX item_failed ON item (run, stage, id) WHERE state = 6;
CREATE INDEX item_alone ON item (run, alone, id) WHERE alone IS NOT NULL AND state = 0;
CREATE INDEX item_settling ON item (run, id) WHERE state = 0 AND stage >= 1000;
CREATE INDEX item_unjobbed ON item (run, stage, id) WHERE state = 2 AND job IS NULL;
CREATE INDEX item_review_key ON item (key) WHERE state = 3;
CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;
CREATE INDEX item_job ON item (job) WHERE job IS NOT NULL;

-- One row a run and worker, changed in the transaction that changes the items: nobody counts a million rows.
CREATE TABLE counter (
  run INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0,
  leased INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  review INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  retried INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, worker)
) STRICT, WITHOUT ROWID;

CREATE TABLE stage_counter (
  run INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  stage TEXT NOT NULL,
  entered INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  busy_ms INTEGER NOT NULL,
  PRIMARY KEY (run, worker, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  machine TEXT NOT NULL,
  pid INTEGER NOT NULL,
  run INTEGER,
  -- the name of its file in the workspace's workers folder, which is not at the same path in every container
  lock TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  ended_at INTEGER,
  stop INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX worker_alive ON worker (id) WHERE ended_at IS NULL;

CREATE TABLE checkpoint (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  item INTEGER NOT NULL,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  recommendation INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- a later position sends it to the end of its bucket
  position INTEGER NOT NULL DEFAULT 0,
  decided INTEGER NOT NULL DEFAULT 0,
  UNIQUE (item, name)
) STRICT;
CREATE INDEX question_open ON question (run, recommendation, position, id) WHERE decided = 0;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  question INTEGER NOT NULL,
  -- the first decision of those that were taken, and are taken back, together
  unit INTEGER,
  choice TEXT,
  decided_by TEXT NOT NULL,
  at INTEGER NOT NULL,
  applied INTEGER NOT NULL DEFAULT 0,
  -- null: it stands; 0: it is being taken back
  undone_at INTEGER
) STRICT;
CREATE UNIQUE INDEX decision_live ON decision (question) WHERE undone_at IS NULL;
CREATE INDEX decision_recent ON decision (run, id) WHERE undone_at IS NULL;
CREATE INDEX decision_unit ON decision (unit);
CREATE INDEX decision_withdrawn ON decision (question) WHERE undone_at = 0;

CREATE INDEX question_subject ON question (run, name, subject) WHERE decided = 0;

-- A pair that a person said no to: never suggested again, in any run.
CREATE TABLE rejection (
  family TEXT NOT NULL,
  subject TEXT NOT NULL,
  target TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (family, subject, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'applied', 'reverted', 'refused')),
  before TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX effect_item ON effect (item, id);
CREATE INDEX effect_live ON effect (run, id) WHERE state IN ('planned', 'applied');

-- Work at a service that takes hours: written before it is submitted, found again by its key.
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('gathering', 'submitting', 'submitted', 'settled')),
  remote TEXT,
  owner INTEGER,
  lease INTEGER NOT NULL DEFAULT 0,
  poll_at INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_open ON job (run, poll_at) WHERE state <> 'settled';

-- A group of events a commit: body is a JSON array.
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX event_run ON event (run, id);

-- A paid call is reserved before it is made and settled after; what is neither is looked up at the service.
CREATE TABLE paid_call (
  key TEXT PRIMARY KEY,
  run INTEGER NOT NULL,
  item INTEGER,
  service TEXT NOT NULL,
  reserved_usd REAL NOT NULL,
  usd REAL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX paid_call_open ON paid_call (run) WHERE settled_at IS NULL;
CREATE TABLE spend (
  run INTEGER PRIMARY KEY,
  reserved_usd REAL NOT NULL DEFAULT 0,
  usd REAL NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Small pictures for the review, by content: the review opens no archive.
CREATE TABLE preview (
  content TEXT PRIMARY KEY,
  image BLOB NOT NULL
) STRICT;

-- Vectors by space and content. A space is a model file, a recipe and a precision.
CREATE TABLE vector (
  space TEXT NOT NULL,
  content TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (space, content)
) STRICT;
`;

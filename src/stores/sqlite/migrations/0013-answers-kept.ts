/** What the ledger keeps of questions, answers, effects and paid calls besides what the first ledgers kept. */
export const answersKeptTables = `
CREATE INDEX item_skipped ON item (run, result) WHERE state = 5;

-- where the item goes on when it is answered: settling, or the stage that asks
ALTER TABLE question ADD COLUMN stage INTEGER NOT NULL DEFAULT 1000;
-- of the best candidate: its target, score and probability; null where there is no candidate, or nothing calibrated
ALTER TABLE question ADD COLUMN best TEXT;
ALTER TABLE question ADD COLUMN score REAL;
ALTER TABLE question ADD COLUMN probability REAL;
UPDATE question SET best = body ->> '$.candidates[0].target', score = body ->> '$.candidates[0].score',
  probability = body ->> '$.candidates[0].probability';
CREATE INDEX question_sure ON question (run, probability) WHERE decided = 0 AND probability IS NOT NULL;

-- the decision that it came with ("none of these"), and goes with
ALTER TABLE rejection ADD COLUMN decision INTEGER;
-- the later decision that chose the pair after all: while that stands, this does not
ALTER TABLE rejection ADD COLUMN lifted INTEGER;
CREATE INDEX rejection_decision ON rejection (decision) WHERE decision IS NOT NULL;
CREATE INDEX rejection_lifted ON rejection (lifted) WHERE lifted IS NOT NULL;

ALTER TABLE effect RENAME TO effect_before;
DROP INDEX effect_item;
DROP INDEX effect_live;
CREATE TABLE effect (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'applied', 'reverted', 'refused', 'dropped')),
  before TEXT,
  -- why it could not be taken back
  refusal TEXT,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO effect (id, run, item, kind, plan, state, before, refusal, at)
  SELECT id, run, item, kind, plan, state, before,
    CASE state WHEN 'refused' THEN '{"stage":"undo","code":"target-changed","data":{}}' END, at FROM effect_before;
DROP TABLE effect_before;
CREATE INDEX effect_item ON effect (item, id);
CREATE INDEX effect_live ON effect (run, id) WHERE state IN ('planned', 'applied', 'refused');
CREATE INDEX effect_refused ON effect (run, id) WHERE state = 'refused';

-- A paid call is reserved before it is made and settled after, with what was bought: the same is never bought twice.
-- One that its process did not live to settle is lost: it counts at its worst. No workflow of the first ledgers paid.
DROP TABLE paid_call;
CREATE TABLE paid_call (
  key TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL,
  item INTEGER,
  service TEXT NOT NULL,
  reserved_usd REAL NOT NULL,
  owner INTEGER NOT NULL,
  usd REAL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  answer TEXT,
  lost INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX paid_call_open ON paid_call (run) WHERE settled_at IS NULL;
`;

/** The faces workflow's own tables. */
export const facesTables = `
-- Vectors of faces, sealed: the key is not in this file. What is no longer in force is kept until retention ends.
CREATE TABLE face_vector (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  -- empty where the source has one picture a person; else the picture's name
  slot TEXT NOT NULL,
  space TEXT NOT NULL,
  model TEXT NOT NULL,
  -- the change that made it: made twice, it is there once
  work TEXT NOT NULL UNIQUE,
  -- the rows whose place it took
  replaced TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'former')),
  sealed BLOB NOT NULL,
  quality REAL,
  confidence REAL NOT NULL,
  picture TEXT NOT NULL,
  content TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  former_since INTEGER
) STRICT;
CREATE UNIQUE INDEX face_vector_active ON face_vector (person, space, slot) WHERE state = 'active';
CREATE INDEX face_vector_person ON face_vector (person);
CREATE INDEX face_vector_gallery ON face_vector (space, id) WHERE state = 'active';
CREATE INDEX face_vector_former ON face_vector (former_since) WHERE state = 'former';

-- A vector on its way from the model to where it is kept.
CREATE TABLE face_made (
  token TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  body TEXT NOT NULL,
  sealed BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX face_made_person ON face_made (person);

-- What a picture gave when it gave no vector that is kept: it is not tried again until it changes.
CREATE TABLE face_refusal (
  person TEXT NOT NULL,
  picture TEXT NOT NULL,
  space TEXT NOT NULL,
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  measure TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, picture, space)
) STRICT, WITHOUT ROWID;

-- The newest row of a person and purpose counts; the older ones say what held before.
CREATE TABLE face_consent (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  purpose TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  expires_at INTEGER,
  withdrawn_at INTEGER,
  noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX face_consent_person ON face_consent (person, purpose, id);

-- One line for each look-up and each change of care. It names nobody.
CREATE TABLE face_audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  -- the first digits of the picture's hash
  picture TEXT,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE face_event (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

-- Where somebody was seen at an event. They were there once, however many rows say so: each is taken back by itself.
CREATE TABLE face_sighting (
  event INTEGER NOT NULL REFERENCES face_event (id),
  person TEXT NOT NULL,
  -- the face of a photo; empty: marked by hand without one
  source TEXT NOT NULL,
  found TEXT NOT NULL CHECK (found IN ('face', 'hand')),
  distance REAL,
  at INTEGER NOT NULL,
  PRIMARY KEY (event, person, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX face_sighting_person ON face_sighting (person);

-- Which key the vectors of this workspace are sealed with: its name, and a fingerprint that does not tell the key.
CREATE TABLE face_key (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL
) STRICT;
`;

/** Vectors of parts of pictures: a view is a part of a picture. Those that were there are of whole ones. */
export const viewTables = `
ALTER TABLE vector RENAME TO vector_before;
CREATE TABLE vector (
  space TEXT NOT NULL,
  content TEXT NOT NULL,
  view TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (space, content, view)
) STRICT;
INSERT INTO vector (space, content, view, value) SELECT space, content, 'whole', value FROM vector_before;
DROP TABLE vector_before;

-- how evidence of a vector space becomes a probability; fitted to this workspace's own covers and decisions
CREATE TABLE calibration (
  space TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
`;

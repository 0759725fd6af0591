/** Which runs stand before a paid call that was cut off, whichever run made it: a retry of any of them is the word. */
export const lostCallTables = `
CREATE TABLE lost_call (
  run INTEGER NOT NULL REFERENCES run (id),
  key TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
`;

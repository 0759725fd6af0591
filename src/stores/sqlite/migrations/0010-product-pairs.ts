/** Offers of two retailers that a person says are one product. */
export const productPairTables = `
CREATE TABLE product_pair (
  -- keys of the products, the smaller one first
  one TEXT NOT NULL,
  other TEXT NOT NULL,
  -- how alike the names were when it was asked, 0 to 1
  likeness REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
`;

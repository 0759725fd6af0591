/** The products workflow's own tables. */
export const productsTables = `
CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  price REAL,
  retailer TEXT NOT NULL,
  sku TEXT NOT NULL,
  -- the row as the file had it
  cells TEXT NOT NULL,
  brand TEXT NOT NULL,
  model TEXT NOT NULL,
  -- attributes, origins, path, model, prompt, cost
  body TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Checked answers by what was asked: of which model, in which words and form, about which product.
CREATE TABLE product_said (
  content TEXT PRIMARY KEY,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

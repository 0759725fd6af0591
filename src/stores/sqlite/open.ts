import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DocumentIndex } from "../documents.ts";
import { openDocumentIndex } from "../open-document-index.ts";
import { openProductAnswers } from "../open-product-answers.ts";
import type { AnswerIndex } from "../product-answers.ts";
import { Calibrations } from "./calibrations.ts";
import { Characters } from "./characters/characters.ts";
import { NameLists } from "./characters/name-lists.ts";
import { Catalogue } from "./comics/catalogue.ts";
import { Collection } from "./comics/collection.ts";
import { asStoreError, connect } from "./connection.ts";
import { rememberDatabase } from "./databases.ts";
import { Ledger } from "./ledger/index.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { Previews } from "./previews.ts";
import { SqliteAnswers } from "./products/answers.ts";
import { ProductPairs } from "./products/pairs.ts";
import { Products } from "./products/products.ts";
import { ModelAnswers } from "./products/said.ts";
import { Vectors } from "./vectors.ts";
import { Writer } from "./writer.ts";

/** All that is kept in a workspace. */
export interface Stores {
  /** The workspace's folder. */
  readonly folder: string;
  readonly ledger: Ledger;
  readonly vectors: Vectors;
  readonly previews: Previews;
  readonly calibrations: Calibrations;
  readonly comics: { readonly catalogue: Catalogue; readonly collection: Collection };
  readonly documents: { open(url?: string): Promise<DocumentIndex> };
  readonly characters: { readonly collection: Characters; readonly lists: NameLists };
  readonly products: {
    readonly collection: Products;
    readonly said: ModelAnswers;
    readonly pairs: ProductPairs;
  };
  /** Answers about products' names, kept to be given again. */
  readonly productAnswers: { open(url?: string): Promise<AnswerIndex> };
  close(): void;
}

export interface OpenOptions {
  /** A worker leaves the write lock free for 5 ms after each commit; a front end needs no pause. */
  readonly pauseMs?: number;
  readonly now?: () => number;
}

/**
 * Opens the workspace's ledger, making or migrating it where needed.
 *
 * @throws StoreError `store-newer`, `store-corrupt`, `unreadable`, `disk-full`
 */
export function openStores(folder: string, options: OpenOptions = {}): Stores {
  mkdirSync(join(folder, "workers"), { recursive: true });
  const path = join(folder, "lote.sqlite");
  const db = connect(path);
  try {
    migrate(db, path, migrations);
    const ledger = new Ledger(
      db,
      new Writer(db, { pauseMs: options.pauseMs ?? 0, path }),
      options.now ?? Date.now,
    );
    const now = options.now ?? Date.now;
    const answers = new SqliteAnswers(db, (change, options) => ledger.write(change, options), now);
    const stores: Stores = {
      folder,
      ledger,
      vectors: new Vectors(db),
      previews: new Previews(db),
      calibrations: new Calibrations(db),
      productAnswers: { open: (url) => openProductAnswers(answers, url) },
      comics: { catalogue: new Catalogue(db), collection: new Collection(db) },
      documents: { open: (url) => openDocumentIndex(folder, url) },
      characters: {
        collection: new Characters(db, options.now ?? Date.now),
        lists: new NameLists(db, options.now ?? Date.now),
      },
      products: {
        collection: new Products(db, options.now ?? Date.now),
        said: new ModelAnswers(db, options.now ?? Date.now),
        pairs: new ProductPairs(db, options.now ?? Date.now),
      },
      close: () => db.close(),
    };
    rememberDatabase(stores, db);
    return stores;
  } catch (error) {
    db.close();
    throw asStoreError(error, path);
  }
}

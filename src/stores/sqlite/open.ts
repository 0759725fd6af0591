import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Catalogue } from "./comics/catalogue.ts";
import { Collection } from "./comics/collection.ts";
import { asStoreError, connect } from "./connection.ts";
import { Ledger } from "./ledger/index.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { Previews } from "./previews.ts";
import { Vectors } from "./vectors.ts";
import { Writer } from "./writer.ts";

/** All that is kept in a workspace. */
export interface Stores {
  /** The workspace's folder. */
  readonly folder: string;
  readonly ledger: Ledger;
  readonly vectors: Vectors;
  readonly previews: Previews;
  readonly comics: { readonly catalogue: Catalogue; readonly collection: Collection };
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
    return {
      folder,
      ledger,
      vectors: new Vectors(db),
      previews: new Previews(db),
      comics: { catalogue: new Catalogue(db), collection: new Collection(db) },
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw asStoreError(error, path);
  }
}

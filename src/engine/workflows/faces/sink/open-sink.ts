import type { FaceSink } from "../../../../stores/faces.ts";
import { Mysql } from "../../../../stores/mysql/connection.ts";
import { FaceEmbeddings } from "../../../../stores/mysql/face-embeddings.ts";
import type { MadeFaces } from "../../../../stores/sqlite/faces/made.ts";
import type { FaceTables } from "../../../../stores/sqlite/faces/tables.ts";
import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { keys } from "../../../config/keys.ts";
import { openVault } from "../care/face-key.ts";
import type { SinkKind } from "../parameters.ts";
import { mysqlAddress } from "../source/mysql-address.ts";

/** All that is kept of faces, opened with the workspace's key. */
export interface FaceStores {
  readonly tables: FaceTables;
  readonly made: MadeFaces;
  readonly sink: FaceSink;
}

export interface OpenSinkOptions {
  readonly kind: SinkKind;
  readonly access: "read" | "write";
  readonly onNoReceipts?: () => void;
}

/**
 * Opens where vectors are kept.
 *
 * @throws LoteError `face-key-missing`, `face-key-wrong`, `mysql-unset`; StoreError as {@link FaceEmbeddings.open}
 */
export async function openFaceStores(
  stores: Stores,
  settings: EngineSettings,
  { kind, access, onNoReceipts = () => undefined }: OpenSinkOptions,
): Promise<FaceStores> {
  const tables = faceTables(stores);
  const { ledger } = stores;
  const vault = await openVault(
    { get: () => tables.keys.get(), put: (row) => ledger.write(() => tables.keys.put(row)) },
    settings,
  );
  const { made, sink: own } = tables.sealedWith(vault);
  if (kind === "workspace") return { tables, made, sink: own };
  const mysql = new Mysql(mysqlAddress(settings));
  try {
    const table = settings["face-table"] ?? keys["face-table"].default;
    const sink = await FaceEmbeddings.open(mysql, access, { table, now: ledger.now, onNoReceipts });
    return { tables, made, sink };
  } catch (error) {
    await mysql.close();
    throw error;
  }
}

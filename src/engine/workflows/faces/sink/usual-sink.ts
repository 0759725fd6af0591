import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import type { SinkKind } from "../parameters.ts";
import { hasMysql } from "../source/mysql-address.ts";

/** Where vectors are looked for when nobody says: the workspace's own, unless there are none and a database is set. */
export function usualSink(stores: Stores, settings: EngineSettings): SinkKind {
  if (!hasMysql(settings)) return "workspace";
  return faceTables(stores).hasVectors() ? "workspace" : "mysql";
}

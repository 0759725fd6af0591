import type { VectorSealer } from "../../faces.ts";
import { databaseOf } from "../databases.ts";
import type { Stores } from "../open.ts";
import { Attendance } from "./attendance.ts";
import { FaceAudit } from "./audit.ts";
import { Consents } from "./consents.ts";
import { ImportedPictures } from "./imported-pictures.ts";
import { FaceKeys } from "./keys.ts";
import { MadeFaces } from "./made.ts";
import { FaceRefusals } from "./refusals.ts";
import { WorkspaceSink } from "./workspace-sink.ts";

/** The tables of faces in a workspace. */
export interface FaceTables {
  readonly keys: FaceKeys;
  readonly consents: Consents;
  readonly refusals: FaceRefusals;
  readonly audit: FaceAudit;
  readonly attendance: Attendance;
  readonly imported: ImportedPictures;
  /** Is any vector kept in the workspace? */
  hasVectors(): boolean;
  /** Those that need the key. */
  sealedWith(sealer: VectorSealer): { readonly made: MadeFaces; readonly sink: WorkspaceSink };
}

/**
 * Opens the tables of faces. They are no part of {@link Stores}, which every workflow is handed: who is not allowed to
 * import this file has no way to them.
 */
export function faceTables(stores: Stores): FaceTables {
  const db = databaseOf(stores);
  const { ledger } = stores;
  const { now } = ledger;
  const anyVector = db.query("SELECT 1 FROM face_vector LIMIT 1");
  return {
    keys: new FaceKeys(db),
    consents: new Consents(db, now),
    refusals: new FaceRefusals(db, now),
    audit: new FaceAudit(db, now),
    attendance: new Attendance(db, now),
    imported: new ImportedPictures(db),
    hasVectors: () => anyVector.get() !== null,
    sealedWith: (sealer) => ({
      made: new MadeFaces(db, sealer, now),
      sink: new WorkspaceSink(db, { sealer, now, write: (change) => ledger.write(change) }),
    }),
  };
}

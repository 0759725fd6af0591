/** What an ingest did to a document, as kinds of effects. */
export const documentEffects = {
  added: "document-added",
  moved: "document-moved",
  /** What was there before is not kept: nothing takes these back. */
  replaced: "document-replaced",
  removed: "document-removed",
} as const;

import type { WorkflowRegistry } from "./workflow.ts";

/** The workflows of lote, by the name that their runs carry. */
export const workflows: WorkflowRegistry = {
  "documents.ingest": async () => (await import("./documents/ingest/workflow.ts")).ingestWorkflow,
  "faces.embed": async () => (await import("./faces/definitions.ts")).faceEmbedding,
  "faces.attend": async () => (await import("./faces/definitions.ts")).attendance,
  "faces.calibrate": async () => (await import("./faces/definitions.ts")).faceCalibration,
  "faces.mark": async () => (await import("./faces/attend/mark-workflow.ts")).markWorkflow,
  "products.normalize": async () => (await import("./products/normalize/workflow.ts")).normalizeWorkflow,
  "products.match": async () => (await import("./products/match/workflow.ts")).matchWorkflow,
  "products.warm": async () => (await import("./products/warm/workflow.ts")).warmWorkflow,
  "comics.calibrate": async () => (await import("./comics/calibrate/workflow.ts")).calibrateWorkflow,
  "characters.correct": async () => (await import("./characters/correct/workflow.ts")).correctWorkflow,
  "characters.names": async () => (await import("./characters/names/workflow.ts")).namesWorkflow,
  "characters.import": async () => (await import("./characters/import/workflow.ts")).importWorkflow,
  "comics.import": async () => (await import("./comics/babelcomics/workflow.ts")).babelcomicsWorkflow,
  "comics.catalogue": async () => (await import("./comics/catalogue/workflow.ts")).catalogueWorkflow,
  "comics.classify": async () => (await import("./comics/classify/workflow.ts")).classifyWorkflow,
};

/** Those that read many small rows and drop them again: of their memory most is what was dropped. */
export const ofManyRows: ReadonlySet<string> = new Set([
  "products.normalize",
  "products.match",
  "products.warm",
]);

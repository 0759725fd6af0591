import type { WorkflowRegistry } from "./workflow.ts";

/** The workflows of lote, by the name that their runs carry. */
export const workflows: WorkflowRegistry = {
  "comics.catalogue": async () => (await import("./comics/catalogue/workflow.ts")).catalogueWorkflow,
  "comics.classify": async () => (await import("./comics/classify/workflow.ts")).classifyWorkflow,
};

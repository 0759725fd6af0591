import type { FaceReader, QualityGate } from "../../faces/face-model.ts";
import type { WorkflowEnvironment } from "../workflow.ts";

/** What a reader is opened with. */
export type ReaderEnvironment = Pick<WorkflowEnvironment, "settings" | "cacheFolder">;

/** A reader of faces, and what its model says about how to use it. */
export interface OpenedReader {
  readonly reader: FaceReader;
  readonly gate: QualityGate;
  /** By so much the second person must be farther than the first. */
  readonly margin: number;
}

/** Opens the reader of a model; the default's where null. */
export type OpenReader = (environment: ReaderEnvironment, model: string | null) => Promise<OpenedReader>;

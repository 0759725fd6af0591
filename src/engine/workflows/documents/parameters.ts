import type { Policy } from "../../../stores/ledger.ts";
import type { StartRequest } from "../../run/start.ts";

/** What `lote documents ingest` asks the engine for: what a run remembers. */
export interface IngestParameters {
  /** Absolute paths of folders and files. */
  readonly paths: readonly string[];
  /** Files at work at once, and requests under way. */
  readonly workers: number;
  /** Files that each worker may have waiting for their vectors. */
  readonly batchSize: number;
  /** `batch`: vectors are ordered from the service together, come hours later, and cost less. Older runs say nothing. */
  readonly mode?: IngestMode;
  /** The embedder; the embedded one when null. */
  readonly model: string | null;
  /** Documents of these paths whose files are gone go as well. */
  readonly prune: boolean;
  /** At most so many files. */
  readonly max: number | null;
  /** Where the index is, for words: two indexes are two runs. Null: the workspace's own. */
  readonly index: string | null;
}

export type IngestMode = "sync" | "batch";

/** The seed's figures. */
export const usualWorkers = 10;
export const usualBatchSize = 38;

export const ingestWorkflowName = "documents.ingest";

/** Reads documents into the index. */
export function ingestRequest(parameters: IngestParameters, policy: Policy): StartRequest {
  return { workflow: ingestWorkflowName, parameters: { ...parameters }, policy };
}

/** An index as a run remembers it: its URL without user and password; null is the workspace's own. */
export function placeOfIndex(url: string | null | undefined): string | null {
  return url?.replace(/^(\w+:\/\/)[^/@]*@/, "$1") ?? null;
}

import type { SpaceRow } from "../../../stores/documents.ts";
import type { Cost } from "../../../stores/sqlite/ledger/money.ts";
import type { LoteError } from "../../errors/lote-error.ts";
import type { JobQueue, JobState, StageContext } from "../../flow/stage.ts";
import type { ProviderName } from "../../models/host/model-host.ts";
import type { HostLayout } from "../../models/pool/calibrate.ts";
import type { Note } from "../../models/providers.ts";
import type { TokenizerChoice } from "../../text/tokenizer.ts";

/** What one call of an embedder takes at most. */
export interface EmbedderLimits {
  /** Tokens of one text. */
  readonly tokens: number;
  /** Texts of one call, and tokens of all of them. */
  readonly texts: number;
  readonly tokensOfCall: number;
}

/** A text to embed, with its tokens by the embedder's own tokenizer. */
export interface EmbedderText {
  readonly text: string;
  readonly tokens: number;
}

/** Texts that are handed over together, whose vectors come hours later and for less. */
export interface EmbedderBatches {
  /** What the price is multiplied with. */
  readonly factor: number;
  /** Texts of one batch at most, and bytes of all of them, written as JSON. */
  readonly texts: number;
  readonly bytes: number;
  /** What may wait at the service at once, tokens. */
  readonly queue: JobQueue;
  /** Does the service have batches? Most servers of one's own have none. Asked once. */
  isOffered(): Promise<boolean>;
  /** The most that so many tokens can cost so, dollars. */
  worstUsd(tokens: number): number;
  /** Names are of letters and digits, each once. What the service refuses as a whole is no batch, and ends at once. */
  submit(
    key: string,
    texts: readonly { readonly name: string; readonly text: string }[],
  ): Promise<{ readonly remote: string; readonly pollAfterMs: number }>;
  /** The service's own id of the batch with this key, if it was received. */
  find(key: string): Promise<string | undefined>;
  poll(remote: string): Promise<JobState>;
  cancel(remote: string): Promise<void>;
  /**
   * What came of a batch that ended, in no order, and what it cost; `isWhole`: it was worked on to its end. Undefined
   * where the service does not know it any more.
   */
  take(
    remote: string,
    keep: (vectors: AsyncIterable<{ readonly name: string; readonly vector: Float32Array }>) => Promise<void>,
  ): Promise<{ readonly isWhole: boolean; readonly cost: Cost } | undefined>;
}

/** What a network on this machine runs on. */
export interface LocalDevice extends HostLayout {
  readonly provider: ProviderName;
  /** Lines to show once: why the device is not the one hoped for. */
  readonly notes: readonly Note[];
  /** About so many, by all hosts together. */
  readonly tokensPerSecond: number;
}

/** Makes vectors of texts. Those of one embedder are of one space, and all of length 1. */
export interface TextEmbedder {
  readonly space: SpaceRow;
  /** What counts its tokens. */
  readonly tokenizer: TokenizerChoice;
  readonly limits: EmbedderLimits;
  /** It works on this machine. */
  readonly isLocal: boolean;
  /** Of a network on this machine; null where there is none. */
  readonly device: LocalDevice | null;
  /** Dollars for a million tokens; 0 where nobody is paid, null where it is not known. */
  readonly usdPerMillion: number | null;
  /**
   * One vector a text, in order, or what is wrong with that text alone; `keep` is called with them before the call is
   * settled: what was paid for is on the disk first.
   */
  embed(
    texts: readonly EmbedderText[],
    context: Pick<StageContext, "paid" | "signal">,
    keep: (vectors: readonly (Float32Array | LoteError)[]) => Promise<void>,
  ): Promise<void>;
  /** Null for one that works on this machine. */
  readonly batches: EmbedderBatches | null;
  /** The vector of a question. */
  ask(text: string, signal: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

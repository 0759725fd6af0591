import { APIError } from "openai";
import type { EngineSettings } from "../config/engine-settings.ts";
import { LoteError } from "../errors/lote-error.ts";
import { readRateHeaders } from "../limits/rate-headers.ts";
import type { RateLimiter, RatePool } from "../limits/rate-limiter.ts";
import type { LanguageModel } from "./model-table.ts";
import { RateTiers, type TierLimits } from "./rate-tiers.ts";

/** What of the configuration concerns the limits. */
export type LimitSettings = Pick<
  EngineSettings,
  "rate-tier" | "rate-target" | "rate-requests" | "rate-tokens" | "rate-batch-tokens"
>;

/** What nothing is known of. */
const unknown: TierLimits = { requests: null, tokens: null, batchTokens: null };

/** The share of the limits that is used where nothing is set, in percent. */
const usualTarget = 80;

/** So often is a call made again that the service refused for coming too soon. */
const retries = 5;

/** A service's limits: who wants to ask it waits here for a turn, and what it answers corrects what is believed. */
export class ServiceLimits {
  private constructor(
    private readonly limiter: RateLimiter,
    private readonly signal: AbortSignal,
    private readonly settings: LimitSettings,
    private readonly tiers: RateTiers,
    private readonly host: string,
    private readonly isOwnServer: boolean,
  ) {}

  static async open(
    limiter: RateLimiter,
    signal: AbortSignal,
    settings: LimitSettings,
    host: string,
    isOwnServer: boolean,
  ): Promise<ServiceLimits> {
    return new ServiceLimits(limiter, signal, settings, await RateTiers.read(), host, isOwnServer);
  }

  /** Waits until a request of so many tokens, answer included, may be sent. @throws the signal's reason */
  enter(model: LanguageModel, tokens: number): Promise<void> {
    return this.limiter.enter(this.poolOf(model), tokens, this.signal);
  }

  /** The service answered, with this header. */
  answered(model: LanguageModel, headers: Headers): Promise<void> {
    return this.limiter.answered(
      this.poolOf(model),
      readRateHeaders((name) => headers.get(name)),
    );
  }

  /** The call ended with this error, which may say that it came too soon; what the error's header says is heeded. */
  async failed(model: LanguageModel, thrown: unknown, known: unknown): Promise<void> {
    if (thrown instanceof APIError && thrown.headers) await this.answered(model, thrown.headers);
    if (!isTooSoon(known)) return;
    await this.limiter.refused(this.poolOf(model), known.retryAfterMs);
  }

  /** Tries again what came too soon, each time after the pause that the refusal led to. */
  async patiently<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    for (let tried = 0; ; tried++) {
      try {
        return await attempt();
      } catch (error) {
        if (!isTooSoon(error) || tried >= retries || this.signal.aborted) throw error;
      }
    }
  }

  /** What may wait in batches for this model at once, tokens; null: not known. */
  batchTokens(model: LanguageModel): number | null {
    return this.#set(model).batchTokens ?? this.#believed(model).batchTokens;
  }

  poolOf(model: LanguageModel): RatePool {
    return {
      key: `${this.host} ${model.id}`,
      limits: this.#believed(model),
      ceiling: this.#set(model),
      target: Math.min(Math.max(this.settings["rate-target"] ?? usualTarget, 1), 100) / 100,
    };
  }

  /** The least of all tiers until the service says more; of a server of one's own nothing is known. */
  #believed({ kind }: LanguageModel): TierLimits {
    return this.tiers.of(this.settings["rate-tier"] ?? (this.isOwnServer ? "none" : "1"), kind);
  }

  /** What the person said of the account: its own figures before those of its tier. Pictures have limits of their own. */
  #set({ kind }: LanguageModel): TierLimits {
    const tier = this.settings["rate-tier"];
    const ofTier = tier === undefined ? unknown : this.tiers.of(tier, kind);
    if (kind === "image") return ofTier;
    return {
      requests: this.settings["rate-requests"] ?? ofTier.requests,
      tokens: this.settings["rate-tokens"] ?? ofTier.tokens,
      batchTokens: this.settings["rate-batch-tokens"] ?? ofTier.batchTokens,
    };
  }
}

function isTooSoon(error: unknown): error is LoteError {
  return error instanceof LoteError && error.code === "rate-limited";
}

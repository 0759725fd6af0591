import { join } from "node:path";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import { modelFolders } from "../models/folders.ts";
import type { ModelKind } from "./model-table.ts";

const limit = z.number().int().positive();

/** What an account may ask of one model in a minute, and have waiting in batches; null: not known, or not offered. */
const tierLimits = z.object({
  requests: limit.nullable(),
  tokens: limit.nullable(),
  batchTokens: limit.nullable(),
});
export type TierLimits = z.infer<typeof tierLimits>;

const tableSchema = z.object({
  version: z.literal(1),
  checked: z.iso.date(),
  source: z.string(),
  tiers: z.record(z.string(), z.object({ chat: tierLimits, embedding: tierLimits, image: tierLimits })),
});

/** The usage tiers of accounts; data, since a service changes them as it likes. */
export class RateTiers {
  private constructor(private readonly tiers: z.infer<typeof tableSchema>["tiers"]) {}

  /** @throws LoteError `model-broken` */
  static async read(path = join(modelFolders().carried, "rate-tiers.json")): Promise<RateTiers> {
    try {
      return new RateTiers(tableSchema.parse(await Bun.file(path).json()).tiers);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new LoteError("model-broken", { model: "rate-tiers.json", detail }, { cause });
    }
  }

  /** Nothing is known of a tier that is not in the table. */
  of(tier: string, kind: ModelKind): TierLimits {
    return this.tiers[tier]?.[kind] ?? { requests: null, tokens: null, batchTokens: null };
  }
}

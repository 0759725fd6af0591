/** How much is asked for a product: a cheap model, a better one, or another that steps in. */
export const tiers = ["simple", "complex", "fallback"] as const;
export type Tier = (typeof tiers)[number];

import type { Cost } from "../../stores/sqlite/ledger/money.ts";
import type { UsdPerMillion } from "./model-table.ts";

/** Tokens as the service counts them: cached ones are part of the input, reasoning is part of the output. */
export interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

const million = 1_000_000;

/** What a call cost by the service's own usage. An unknown price gives `NaN`, never zero. */
export function costOf(price: UsdPerMillion | null, usage: Usage, factor = 1): Cost {
  const { input, cached, output } = usage;
  const usd = price
    ? ((input - cached) * price.input + cached * price.cached + output * price.output) / million
    : Number.NaN;
  return { usd: usd * factor, tokensIn: input, tokensOut: output };
}

/** The most a call can cost, dollars: nothing of it cached, all of its output used. */
export function worstUsd(
  price: UsdPerMillion | null,
  tokens: { readonly input: number; readonly output: number },
  factor = 1,
): number {
  return costOf(price, { ...tokens, cached: 0 }, factor).usd;
}

/** More than any thing of a shop costs, in any currency. */
const absurd = 1e12;

/**
 * Reads a price as people write them: `$1.200.000`, `1,299.90`, `CLP 2.500`. Null where nothing is written.
 *
 * @returns undefined where it is no price: no number, negative, or absurdly high
 */
export function priceOf(text: string): number | null | undefined {
  const bare = text
    .replace(/[\s\u00a0]+/g, "")
    .replace(/^(?:clp|usd|us|eur|mxn|ars|cop|pen)?[$€]?|[$€]$|(?:clp|usd|eur|pesos)$/gi, "");
  if (bare === "") return text.trim() === "" ? null : undefined;
  if (!/^[\d.,]+$/.test(bare))
    return /^[+]?\d+(?:\.\d+)?e[+]?\d+$/i.test(bare) ? within(Number(bare)) : undefined;
  return within(Number(withPoint(bare)));
}

function within(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 && value <= absurd ? value : undefined;
}

/** The number with a point for its decimals and nothing between thousands. */
function withPoint(bare: string): string {
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  if (last < 0) return bare;
  const separators = bare.replace(/\d/g, "");
  const isOneKind = new Set(separators).size === 1;
  const inGroups = /^\d{1,3}(?:[.,]\d{3})+$/.test(bare);
  // 1.200 and 1.200.000 are thousands, as Spanish has it; 12.5 and 1,299.90 have decimals.
  if (isOneKind && (separators.length > 1 || inGroups)) return inGroups ? bare.replace(/[.,]/g, "") : "x";
  const whole = bare.slice(0, last).replace(/[.,]/g, "");
  return `${whole}.${bare.slice(last + 1)}`;
}

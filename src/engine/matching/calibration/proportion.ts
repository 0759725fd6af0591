/** A share, and where it may lie given how few it was counted on. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's quantile for 95 % between two ends. */
const z95 = 1.959963984540054;

/**
 * The 95 % score interval of a share (Wilson, *Probable inference*, JASA 22, 1927): unlike ± two deviations it says
 * something where all or none of a few were right. Of nothing it is 0 to 1.
 */
export function wilson(right: number, count: number): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const share = right / count;
  const square = z95 ** 2;
  const middle = share + square / (2 * count);
  const reach = z95 * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2));
  const whole = 1 + square / count;
  return { low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) };
}

/** Numbers by their value, upper and lower case together; of one locale, or letters would follow the machine's. */
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "accent" });

/**
 * Sorts as a person would: `page 2` before `page 10`, upper and lower case together. The same names give the same
 * order on every machine, whatever order they come in. Returns a new array.
 */
export function naturalOrder<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return items.toSorted((left, right) => {
    const [one, other] = [nameOf(left), nameOf(right)];
    // The collator calls `A` and `a` equal, and `1` and `01`; equals would stay as they came.
    return collator.compare(one, other) || compareCodeUnits(one, other);
  });
}

function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Does a person's key stand in a text: alone, or as a part of a path? Digits that are part of a longer number or name
 * are not it.
 */
function isIn(text: string, person: string): boolean {
  for (let at = text.indexOf(person); at >= 0; at = text.indexOf(person, at + 1)) {
    if (isEdge(text[at - 1]) && isEdge(text[at + person.length])) return true;
  }
  return false;
}

function isEdge(character: string | undefined): boolean {
  return character === undefined || character === "/" || character === "\\";
}

/** Does the person stand in what a column holds: a text, or one anywhere in its JSON? */
export function mentions(column: string, person: string): boolean {
  if (!column.includes(person)) return false;
  return isIn(column, person) || isInside(parsed(column), person);
}

/** The value with every text in which the person stands replaced, names of fields too. */
export function scrubbed(value: unknown, person: string): unknown {
  return changedTexts(value, (text) => (isIn(text, person) ? "forgotten" : text));
}

/** The value with every text changed, names of fields too. */
export function changedTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => changedTexts(one, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [change(name), changedTexts(inner, change)]),
  );
}

function isInside(value: unknown, person: string): boolean {
  if (typeof value === "string") return isIn(value, person);
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([name, inner]) => isIn(name, person) || isInside(inner, person));
}

function parsed(column: string): unknown {
  try {
    return JSON.parse(column);
  } catch {
    return null;
  }
}

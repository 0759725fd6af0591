import type { Candidate, NewQuestion, Reason, Recommendation } from "../../../../stores/ledger.ts";
import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { Person } from "../person.ts";
import type { LookedUp } from "./look-up.ts";

/** Who is meant, of those whom a name may mean. Null where nobody was found. */
export function identityQuestion(
  name: string,
  category: string | null,
  { people, isExact }: LookedUp,
): NewQuestion | null {
  if (people.length === 0) return null;
  const fitting = people.filter((person) => fits(person, category));
  // What the category speaks for comes first; the services' own order decides the rest.
  const ordered = [...fitting, ...people.filter((person) => !fitting.includes(person))];
  return {
    name: "identity",
    subject: nameKey(name),
    recommendation: recommend(name, ordered, fitting.length, isExact),
    candidates: ordered.map((person, index) => toCandidate(name, person, index, category)),
    reasons: isExact ? [] : [{ code: "no-article", speaks: "info" }],
  };
}

/** An article of just that name about a person or a character is taken; all else is a person's to decide. */
function recommend(
  name: string,
  people: readonly Person[],
  fitting: number,
  isExact: boolean,
): Recommendation {
  const [best] = people;
  if (!best) return "none";
  if (isExact && best.kind !== "unknown") return "strong";
  if (fitting === 1 && isNamed(best, name)) return "medium";
  return "low";
}

function toCandidate(name: string, person: Person, index: number, category: string | null): Candidate {
  const reasons: Reason[] = [
    isNamed(person, name) ? { code: "same-name", speaks: "for" } : { code: "other-name", speaks: "against" },
    { code: `kind-${person.kind}`, speaks: person.kind === "unknown" ? "against" : "info" },
    ...(person.summary ? [{ code: "has-article", speaks: "for" } as const] : []),
    ...(category !== null && fits(person, category)
      ? [{ code: "fits-category", speaks: "for", data: { category } } as const]
      : []),
    ...person.facts.map(
      ({ what, value }) => ({ code: `fact-${what}`, speaks: "info", data: { value } }) as const,
    ),
  ];
  return {
    id: person.entity,
    label: person.description === "" ? person.name : `${person.name} — ${person.description}`,
    score: 1 / (index + 1),
    probability: null,
    reasons,
    target: person.entity,
    data: { description: person.description },
  };
}

function isNamed({ names, name }: Person, wanted: string): boolean {
  return [name, ...Object.values(names)].some((one) => nameKey(one) === nameKey(wanted));
}

/** Do words of the category stand in what is said of the person? "Jordan" in "NBA players" is no river. */
function fits({ description, facts }: Person, category: string | null): boolean {
  if (category === null) return false;
  const said = nameKey([description, ...facts.map(({ value }) => value)].join(" "));
  return nameKey(category)
    .split(/\P{L}+/u)
    .filter((word) => word.length > 3)
    .some((word) => said.includes(word.replace(/(es|s|as|os)$/, "")));
}

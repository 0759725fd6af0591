import type { CoverRequest } from "../../../src/demo/samples/cover/generate-cover.ts";
import type { BenchCover, Role, Split } from "./corpus.ts";

const adjectives = {
  tuning: ["Silent", "Golden", "Broken", "Hidden", "Azul", "Último"],
  reporting: ["Night", "Iron", "Paper", "Lost", "Rojo", "Ninth"],
} as const;
const nouns = {
  tuning: ["Harbour", "Captain", "Engine", "Falcon", "Norte"],
  reporting: ["Ferry", "Orchard", "Pilot", "Garden", "Faro"],
} as const;
const publishers = ["Alba", "Faro", "Norte"] as const;

/** Issues of a series that the catalogue holds, and the next ones, that it lacks. */
const issues = { known: 10, lacking: 2 } as const;
/** The last series of a split are in no catalogue at all. */
const strangers = 3;
const seed = 9;

/**
 * Thirty invented series with a logo, a trade dress and figures of their own. The catalogue holds the first ten issues
 * of most. Of each such series the first issue was reprinted by another series, the second again under another
 * number, and the third is known as a reprint only.
 */
export function generatedCovers(split: Split): BenchCover[] {
  const names = adjectives[split].flatMap((adjective) => nouns[split].map((noun) => `${adjective} ${noun}`));
  return names.flatMap((series, place): BenchCover[] => {
    const publisher = publishers[place % publishers.length] ?? "Alba";
    const firstYear = 1970 + place;
    const issue = (number: number): CoverRequest => ({
      ...{ seed, series, publisher, number: String(number) },
      year: firstYear + Math.floor(number / 6),
    });
    const cover = (role: Role, painted: CoverRequest): BenchCover => ({
      id: `${split}-${painted.series}-${painted.number}`.toLowerCase().replaceAll(" ", "-"),
      role,
      catalogued: role === "plain" || role === "twin",
      picture: { painted },
    });
    if (place >= names.length - strangers) {
      return Array.from({ length: 6 }, (_, index) => cover("absent", issue(index + 1)));
    }
    const reprint = (of: number, changed: Partial<CoverRequest>): CoverRequest => ({
      ...issue(of),
      ...changed,
      year: firstYear + 20,
      art: { series, number: String(of) },
    });
    const classics = { series: `Classics ${names[(place + 7) % names.length]?.split(" ")[0]} ${place}` };
    const own = Array.from({ length: issues.known + issues.lacking }, (_, index) => {
      const role =
        (["twin", "twin", "lone-twin"] as const)[index] ?? (index < issues.known ? "plain" : "absent");
      return cover(role, issue(index + 1));
    });
    return [
      ...own,
      cover("twin", reprint(1, { ...classics, number: "41" })),
      cover("twin", reprint(2, { number: "102" })),
      cover("plain", reprint(3, { ...classics, number: "43" })),
    ];
  });
}

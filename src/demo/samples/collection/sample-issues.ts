import type { CoverRequest } from "../cover/generate-cover.ts";

/** An invented series: no comic of this world is meant. */
interface Series {
  readonly name: string;
  readonly publisher: string;
  readonly firstYear: number;
}

const catalogued = [
  { name: "Capitán Ñandú", publisher: "Faro", firstYear: 1984 },
  { name: "Night Ferry", publisher: "Alba", firstYear: 1991 },
  { name: "Star Cartographers", publisher: "Norte", firstYear: 1978 },
  { name: "La Detective Ámbar", publisher: "Faro", firstYear: 1997 },
] as const satisfies readonly Series[];

const uncatalogued = { name: "Robot Bolero", publisher: "Alba", firstYear: 1988 } as const satisfies Series;

/** An issue of the samples, and the file name of its cover without the extension. */
export interface SampleIssue extends CoverRequest {
  readonly file: string;
}

/**
 * The covers of the catalogue: the series' first issues in turn, the last one a variant of the first issue, so
 * that one issue has two covers.
 */
export function sampleCatalogue(count: number, seed: number): SampleIssue[] {
  return Array.from({ length: count }, (_, index) => {
    if (index === count - 1 && count > 1) return issueOf(catalogued[0], 1, seed, true);
    return issueOf(
      catalogued[index % catalogued.length] ?? catalogued[0],
      1 + Math.floor(index / catalogued.length),
      seed,
    );
  });
}

/** Issues that no catalogue of the samples holds. */
export function sampleStrangers(seed: number): [SampleIssue, SampleIssue] {
  return [issueOf(uncatalogued, 1, seed), issueOf(uncatalogued, 2, seed)];
}

function issueOf(
  { name, publisher, firstYear }: Series,
  number: number,
  seed: number,
  variant = false,
): SampleIssue {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll(" ", "-");
  return {
    series: name,
    number: String(number),
    year: firstYear + Math.floor((number - 1) / 4),
    publisher,
    seed,
    variant,
    file: `${plain}-${String(number).padStart(3, "0")}${variant ? "-variant" : ""}`,
  };
}

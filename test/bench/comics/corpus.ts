import type { CoverRequest } from "../../../src/demo/samples/cover/generate-cover.ts";
import type { StrengthName } from "../../../src/engine/images/distort/strengths.ts";
import { randomOf } from "../../../src/engine/seeded-random.ts";
import { generatedCovers } from "./generated-covers.ts";
import { realCovers } from "./real-covers.ts";

/** Covers of the tuning half are fitted to, those of the reporting half are reported on; none is of both. */
export type Split = "tuning" | "reporting";

/**
 * What is special about asking for a cover. `absent`: no catalogue holds it, nor anything with its art. `twin`: the
 * catalogue holds it, and another issue with the same art under another title or number. `lone-twin`: the catalogue
 * holds the other issue only.
 */
export type Role = "plain" | "absent" | "twin" | "lone-twin";

/** A cover of the bench. */
export interface BenchCover {
  /** Unlike any other's; also its file's name where it is painted. */
  readonly id: string;
  readonly role: Role;
  readonly catalogued: boolean;
  /** How its picture comes to be: painted, or a file of the assets. */
  readonly picture: { readonly painted: CoverRequest } | { readonly file: string };
}

/** A distorted picture to find the cover of. */
export interface BenchQuery {
  /** Its file's name: letters only, so that nothing but the picture says what it shows. */
  readonly name: string;
  readonly cover: BenchCover;
  readonly strength: StrengthName;
}

export interface Corpus {
  readonly covers: readonly BenchCover[];
  readonly queries: readonly BenchQuery[];
  /** Real photographs of comics in no catalogue; asked for as they are. */
  readonly photographs: readonly string[];
}

/** Of 100 queries so many are of each role. */
const shares: Readonly<Record<Role, number>> = { plain: 76, absent: 11, twin: 8, "lone-twin": 5 };

/** The bench's covers and queries: so many of each strength. The same numbers give the same corpus. */
export function corpusOf(
  split: Split,
  counts: Readonly<Record<StrengthName, number>>,
  assets: string | null,
): Corpus {
  const real = assets === null ? { covers: [], photographs: [] } : realCovers(split, assets);
  const covers = [...generatedCovers(split), ...real.covers];
  const random = randomOf(`queries ${split}`);
  const queries: BenchQuery[] = [];
  for (const [strength, count] of Object.entries(counts) as [StrengthName, number][]) {
    for (const [role, share] of Object.entries(shares) as [Role, number][]) {
      const pool = shuffled(
        covers.filter((cover) => cover.role === role),
        () => random.next(),
      );
      for (let at = 0; at < Math.round((count * share) / 100); at++) {
        const cover = pool[at % pool.length];
        if (cover) queries.push({ name: `q${letters(queries.length)}`, cover, strength });
      }
    }
  }
  return { covers, queries, photographs: real.photographs };
}

/** 0, 1 … as aaa, aab … */
function letters(number: number): string {
  return [676, 26, 1].map((unit) => String.fromCharCode(97 + (Math.floor(number / unit) % 26))).join("");
}

function shuffled<T>(values: readonly T[], next: () => number): T[] {
  return values
    .map((value) => ({ value, order: next() }))
    .sort((left, right) => left.order - right.order)
    .map(({ value }) => value);
}

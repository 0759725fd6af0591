import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import type { CrewFrom } from "../parameters.ts";
import type { CrewPicture } from "./crew-picture.ts";
import { crewPages } from "./crew-source.ts";

/**
 * Is there a picture of this person at all? Asked before a run is started for them alone: one that finds nothing to do
 * looks as if all were well.
 *
 * @throws LoteError `crew-not-in-source`, and as the source
 */
export async function assertInSource(
  from: CrewFrom,
  settings: EngineSettings,
  person: string,
): Promise<void> {
  for await (const page of crewPages(from, settings, person)) if (hasSomebody(page)) return;
  throw new LoteError("crew-not-in-source", { person, source: sourceName(from) });
}

/** Is somebody in a page of the one person who is wanted? A line that cannot be read may be anybody's. */
export function hasSomebody(page: readonly (CrewPicture | SourceProblem)[]): boolean {
  return page.some((one) => !("problem" in one) || one.problem.code !== "csv-broken");
}

/** A source as its person knows it. */
export function sourceName(from: CrewFrom): string {
  return from.kind === "mysql" ? "MySQL" : from.path;
}

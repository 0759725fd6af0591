import type { StartRequest } from "../../engine/run/start.ts";
import { importRequest } from "../../engine/workflows/characters/parameters.ts";
import { pictureSteps } from "../../engine/workflows/characters/pictures/find-pictures.ts";
import type { Policy } from "../../stores/ledger.ts";

/** How each sample name is meant to end: `Jordan` is nobody's article, and who is meant is for a person to say. */
export const samplePeople = [
  { name: "Ada Lovelace", state: "done" },
  { name: "Madame Curie", state: "done" },
  { name: "Don Quijote", state: "done" },
  { name: "Captain Comet", state: "done" },
  { name: "Amelia Earhart", state: "done" },
  { name: "Jordan", state: "review" },
] as const;

/** Imports them; the workspace says that only sample services are asked. */
export function samplePeopleRequest(policy: Policy): StartRequest {
  return importRequest(
    {
      source: { kind: "names", names: samplePeople.map(({ name }) => name) },
      category: null,
      pictures: pictureSteps,
      concurrency: 5,
      refresh: false,
      max: null,
    },
    policy,
  );
}

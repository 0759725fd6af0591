import { join } from "node:path";
import { keys } from "../../engine/config/keys.ts";
import type { Configuration } from "../../engine/config/read-configuration.ts";
import { exportRun } from "../../engine/run/export.ts";
import type { StartRequest } from "../../engine/run/start.ts";
import { attendRequest, embedRequest } from "../../engine/workflows/faces/parameters.ts";
import { workspaceAt } from "../../engine/workspace/open-workspace.ts";
import type { Policy, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { Language } from "../language/words.ts";

/** What was drawn, as far as the demo asks for it. */
interface SampleCrew {
  readonly crew: string;
  readonly photo: string;
  readonly people: readonly string[];
  readonly empty: string;
  readonly seen: readonly string[];
}

/** The graph that knows drawn faces comes with lote. */
const model = "lote-drawn-face-512";
const event = "demo";

/**
 * The settings of faces as they are without any: what a person has set for their own crew is not meant for samples. The
 * key of the samples lies beside them, and goes with them.
 */
export async function withoutOwnFaces(
  configuration: Configuration<typeof keys>,
  workspace: string,
): Promise<Configuration<typeof keys>> {
  const file = join(workspace, "sample-face.key");
  // For whoever looks at the samples later.
  await Bun.write(workspaceAt(workspace).environmentFile, `LOTE_FACE_KEY_FILE=${file}\n`);
  const own: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(
      Object.entries(keys)
        .filter(([name]) => name.startsWith("face-"))
        .map(([name, row]) => [name, row.default]),
    ),
    "face-key-file": file,
  };
  return { ...configuration, get: (key) => (key in own ? (own[key] as never) : configuration.get(key)) };
}

/** Vectors of the sample crew. */
export function sampleCrewRequest({ crew }: SampleCrew, policy: Policy): StartRequest {
  return embedRequest(
    {
      from: { kind: "folder", path: crew },
      to: "workspace",
      all: false,
      person: null,
      force: false,
      model,
      max: null,
    },
    policy,
  );
}

/** Who is in the sample photo. */
export function sampleDinnerRequest({ photo }: SampleCrew, policy: Policy): StartRequest {
  return attendRequest({ event, photos: [photo], vectors: "workspace", model }, policy);
}

/** How many samples of faces there are, and those that did not end as they were meant to. */
export function facesAstray(
  stores: Stores,
  { people, empty, seen, photo }: SampleCrew,
  runs: { readonly embedded: RunRow; readonly seen: RunRow },
  language: Language,
): { readonly total: number; readonly astray: readonly string[] } {
  const crew = [...exportRun(stores.ledger, runs.embedded, language)];
  const faces = [...exportRun(stores.ledger, runs.seen, language)].filter(({ parent }) => parent === photo);
  const isDone = (person: string) =>
    crew.some(({ item, state }) => state === "done" && item.includes(`/${person}/`));
  const isSeen = (person: string) =>
    faces.some(({ result }) => (result as { person?: string } | null)?.person === person);
  const strangers = faces.filter(({ state }) => state === "review").length;
  return {
    total: people.length + 1 + seen.length + 1,
    astray: [
      ...people.filter((person) => !isDone(person)),
      ...(crew.some(({ item, failure }) => item === empty && failure?.code === "face-none") ? [] : [empty]),
      ...seen.filter((person) => !isSeen(person)),
      ...(strangers === 1 ? [] : [photo]),
    ],
  };
}

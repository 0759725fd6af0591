import type { Policy } from "../../../stores/ledger.ts";
import type { StartRequest } from "../../run/start.ts";

/** What the faces commands ask the engine for. The parameters are what a run remembers. */

/** Where people and their pictures come from. */
export type CrewFrom =
  /** The table that the settings name. */
  | { readonly kind: "mysql" }
  /** Absolute path of a CSV with a column of keys and one of pictures. */
  | { readonly kind: "csv"; readonly path: string }
  /** Absolute path of a folder with a folder a person. */
  | { readonly kind: "folder"; readonly path: string };

/** Where vectors are kept. */
export type SinkKind = "mysql" | "workspace";

export interface EmbedParameters {
  readonly from: CrewFrom;
  readonly to: SinkKind;
  /** Look again at the pictures of those who have a vector: one that changed is made anew. */
  readonly all: boolean;
  /** The key of the one person who is wanted. */
  readonly person: string | null;
  /** Make vectors again that are there, and let them take the place of better ones. */
  readonly force: boolean;
  /** The embedding model; the default when null. */
  readonly model: string | null;
  readonly max: number | null;
}

export interface AttendParameters {
  readonly event: string;
  /** Absolute paths of photos. */
  readonly photos: readonly string[];
  readonly vectors: SinkKind;
  readonly model: string | null;
}

export interface CalibrateParameters {
  /** Of comparisons of two people, the share that may be taken for one: 0.001 is one in a thousand. */
  readonly rate: number;
  readonly vectors: SinkKind;
  readonly model: string | null;
}

/** What is done by hand at an event. */
export interface MarkParameters {
  readonly event: string;
  readonly person: string;
}

/** Makes vectors of people's pictures. */
export function embedRequest(parameters: EmbedParameters, policy: Policy): StartRequest {
  return { workflow: "faces.embed", parameters: { ...parameters, from: { ...parameters.from } }, policy };
}

/** Marks who is seen in photos of an event. */
export function attendRequest(parameters: AttendParameters, policy: Policy): StartRequest {
  return { workflow: "faces.attend", parameters: { ...parameters }, policy };
}

/** Fits the threshold to the people whose vectors are kept. */
export function calibrateRequest(parameters: CalibrateParameters, policy: Policy): StartRequest {
  return { workflow: "faces.calibrate", parameters: { ...parameters }, policy };
}

/** Marks somebody by hand. */
export function markRequest(parameters: MarkParameters, policy: Policy): StartRequest {
  return { workflow: "faces.mark", parameters: { ...parameters }, policy };
}

import type { FaceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { keys } from "../../../config/keys.ts";

/** Whose face may be worked with. */
export interface ConsentRule {
  readonly isRequired: boolean;
  /** What a consent has to be for. */
  readonly purpose: string;
  /** Does a consent hold for this person now, where one is needed? */
  allows(person: string): boolean;
}

/** What the settings ask for, of the consents that were noted. */
export function consentRule(
  settings: Pick<EngineSettings, "face-consent" | "face-purpose">,
  { consents }: Pick<FaceTables, "consents">,
): ConsentRule {
  const isRequired = settings["face-consent"] === "required";
  const purpose = settings["face-purpose"] ?? keys["face-purpose"].default;
  return { isRequired, purpose, allows: (person) => !isRequired || consents.holds(person, purpose) };
}

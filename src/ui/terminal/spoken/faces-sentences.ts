import { consentWords } from "../../presentation/consent-words.ts";
import { safeText } from "../../safe-text.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { CrewModel, versionWords } from "../screens/faces/crew/model.ts";
import { FaceGridModel } from "../screens/faces/grid/model.ts";
import type { Surface } from "../surface/surface.ts";

/** The screens of faces as sentences; undefined for others. */
export function facesSentences(model: ScreenModel, { t }: Surface): string[] | undefined {
  const place = (index: number, total: number) => t.text("terminal.position", { number: index + 1, total });
  if (model instanceof FaceGridModel) {
    const { faces, selected } = model.state.get();
    const { face } = model;
    if (!face) return [t.text("faces.offNobodyUnknown")];
    const [best] = model.candidates(face);
    const who = best
      ? `${safeText(best.label)}? ${t.formats.number(Math.round(best.score * 100) / 100)}`
      : t.text("faces.unknown");
    return [`${who}. ${place(selected, faces.length)}`, safeText(face.itemKey)];
  }
  if (model instanceof CrewModel) {
    const { people, selected, versions, consents, problem } = model.state.get();
    const { person } = model;
    if (problem !== null) return [problem];
    if (person === undefined) return [t.text(people === null ? "faces.reading" : "faces.offNoCrew")];
    return [
      `${safeText(person)}. ${place(selected, people?.length ?? 0)}`,
      ...versions.map((version) => `${versionWords(version, t)}.`),
      ...(consents.length === 0
        ? [t.text("faces.noConsent")]
        : consents.map((row) => `${consentWords(row, t)}.`)),
    ];
  }
  return undefined;
}

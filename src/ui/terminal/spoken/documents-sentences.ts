import { passageOf } from "../../../engine/text/highlight.ts";
import { placeWords } from "../../presentation/documents.ts";
import { safeText } from "../../safe-text.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { DocumentsModel } from "../screens/documents/model.ts";
import { wordsOf } from "../screens/documents/narrowed.ts";
import { headLine } from "../screens/documents/screen.tsx";
import type { Surface } from "../surface/surface.ts";

/** Characters of a passage that are read out. */
const spokenLength = 400;

/** The screen of documents as sentences; undefined for others. */
export function documentsSentences(model: ScreenModel, surface: Surface): string[] | undefined {
  if (!(model instanceof DocumentsModel)) return undefined;
  const { t } = surface;
  const state = model.state.get();
  const { passage } = model;
  if (!passage) return [headLine(state, surface)];
  const place = t.text("terminal.position", { number: state.selected + 1, total: state.passages.length });
  const words = passageOf(passage.text, wordsOf(state.question), spokenLength).map(({ text }) => text);
  return [`${safeText(passage.path)}, ${placeWords(passage, t)}. ${place}`, safeText(words.join(""), 500)];
}

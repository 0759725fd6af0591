import { safeText } from "../../safe-text.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { detailLines } from "../screens/collection/details.ts";
import { CollectionModel } from "../screens/collection/model.ts";
import { filterWords } from "../screens/collection/screen.tsx";
import { ListsModel } from "../screens/lists/model.ts";
import { NamesModel } from "../screens/names/model.ts";
import { noteWords } from "../screens/names/screen.tsx";
import { PromptModel } from "../screens/prompt/model.ts";
import { SubmenuModel } from "../screens/submenu/model.ts";
import type { Surface } from "../surface/surface.ts";

/** The screens of people and characters as sentences; undefined for others. */
export function peopleSentences(model: ScreenModel, surface: Surface): string[] | undefined {
  const { t } = surface;
  const place = (index: number, total: number) => t.text("terminal.position", { number: index + 1, total });
  if (model instanceof SubmenuModel) {
    const { entries, selected } = model.state.get();
    const entry = entries[selected];
    if (!entry) return [];
    const count = entry.count === null ? "" : `, ${t.formats.number(entry.count)}`;
    const off = entry.off ? ` ${t.chosen(entry.off)}` : "";
    return [`${t.chosen(entry.words)}${count}.${off} ${place(selected, entries.length)}`];
  }
  if (model instanceof NamesModel) {
    const { selected, ticked } = model.state.get();
    const line = model.lines[selected];
    if (!line) return [];
    const sign = t.text(ticked.has(selected) ? "people.isTicked" : "people.isNotTicked");
    const note = noteWords(line, surface);
    const words = [safeText(line.name), sign, ...(note === "" ? [] : [note])].join(", ");
    const count = t.text("people.ticked", { count: ticked.size, total: model.lines.length });
    return [`${words}. ${place(selected, model.lines.length)}`, `${count}.`];
  }
  if (model instanceof ListsModel) {
    const { lists, selected } = model.state.get();
    const list = lists[selected];
    if (!list) return [t.text("people.offNoLists")];
    return [`${safeText(list.name)}, ${t.formats.number(list.count)}. ${place(selected, lists.length)}`];
  }
  if (model instanceof CollectionModel) {
    const state = model.state.get();
    const { character } = model;
    if (!character) return [`${filterWords(state, surface)}.`, t.text("people.noneFound")];
    const details = detailLines(character, state.same.get(character.entity) ?? [], t);
    return [`${details.join(". ")}. ${place(state.selected, state.rows.length)}`];
  }
  if (model instanceof PromptModel) {
    const { text } = model.state.get();
    return [`${model.asked.label}: ${safeText(text) || t.text("terminal.empty")}`];
  }
  return undefined;
}

import type { CharacterRow } from "../../../../stores/characters.ts";
import type { Translator } from "../../../language/translator.ts";
import { safeText } from "../../../safe-text.ts";

/** Who somebody is and where their picture comes from, a line each; texts from outside made safe. */
export function detailLines(
  { name, description, kind, category, facts, summary, picture }: CharacterRow,
  same: readonly string[],
  t: Translator,
): string[] {
  const unknown = t.text("characters.unknown");
  const { credit } = picture ?? {};
  const lines = [
    name,
    description,
    [t.text(`people.kind${kindNames[kind]}`), ...(category === null ? [] : [category])].join(", "),
    ...(same.length > 0 ? [t.text("people.sameAs", { names: same.join(", ") })] : []),
    ...(credit
      ? [
          `${t.text(`pictureSource.${credit.source}`)}, ${t.text("people.licence")}: ${credit.licence ?? unknown}`,
          `${t.text("people.author")}: ${credit.generator ?? credit.author ?? unknown}`,
        ]
      : [t.text("terminal.noPicture")]),
    facts.map(({ what, value }) => `${t.text(`characterFact.${what}`)}: ${value}`).join(", "),
    ...(summary
      ? [`${summary.generated ? `${t.text("characters.writtenByModel")} ` : ""}${summary.text}`]
      : []),
  ];
  return lines.filter((line) => line !== "").map((line) => safeText(line));
}

const kindNames = { person: "Person", fictional: "Fictional", unknown: "Unknown" } as const;

import type { Candidate, QuestionRow, Reason } from "../../../stores/ledger.ts";
import type { TextKey } from "../../language/catalogue.ts";
import type { Translator } from "../../language/translator.ts";
import { safeText } from "../../safe-text.ts";

const workflowNames: Readonly<Record<string, "workflowCatalogue" | "workflowClassify">> = {
  "comics.catalogue": "workflowCatalogue",
  "comics.classify": "workflowClassify",
};

/** What a run does, in words; an unknown workflow keeps its name. */
export function workflowWords(workflow: string, t: Translator): string {
  const name = workflowNames[workflow];
  return name ? t.text(`terminal.${name}`) : safeText(workflow, 30);
}

const stageNames: Readonly<Record<string, "read" | "embed" | "match" | "duplicates">> = {
  read: "read",
  embed: "embed",
  match: "match",
  duplicates: "duplicates",
};

/** A stage in words; an unknown one keeps its name. */
export function stageWords(stage: string, t: Translator): string {
  const name = stageNames[stage];
  return name ? t.text(`terminalStage.${name}`) : safeText(stage, 20);
}

/** A reason in words, with its figures; an unknown code is shown as it is. */
export function reasonWords({ code, speaks, data = {} }: Reason, t: Translator): string {
  const figure = (name: string) => {
    const value = data[name];
    return typeof value === "number" ? decimals(value, t) : safeText(String(value ?? ""), 40);
  };
  const isAgainst = speaks === "against";
  switch (code) {
    case "cosine":
      return t.text("terminalReason.cosine", { value: figure("value") });
    case "margin":
      return data.rival === undefined || data.rival === ""
        ? t.text("terminalReason.marginAlone", { value: figure("value") })
        : t.text("terminalReason.margin", { value: figure("value"), rival: figure("rival") });
    case "no-rival":
      return t.text("terminalReason.noRival");
    case "hash":
      return t.text("terminalReason.hash", { distance: Number(data.distance ?? 0) });
    case "colour":
      return t.text("terminalReason.colour", { value: figure("value") });
    case "series":
      return t.text(isAgainst ? "terminalReason.seriesAgainst" : "terminalReason.seriesFor", {
        hint: figure("hint"),
      });
    case "number":
      return t.text(isAgainst ? "terminalReason.numberAgainst" : "terminalReason.numberFor", {
        hint: String(data.hint ?? ""),
      });
    case "year":
      return t.text(isAgainst ? "terminalReason.yearAgainst" : "terminalReason.yearFor", {
        hint: String(data.hint ?? ""),
      });
    case "title":
      return t.text(isAgainst ? "terminalReason.titleAgainst" : "terminalReason.titleFor", {
        hint: figure("hint"),
      });
    case "duplicate":
      return t.text("terminalReason.duplicate", { other: figure("other") });
    default:
      return [safeText(code, 20), ...Object.values(data).map((value) => safeText(String(value), 20))].join(
        " ",
      );
  }
}

const shortNames: Readonly<Record<string, TextKey>> = {
  cosine: "terminalReason.shortCosine",
  margin: "terminalReason.shortMargin",
  "no-rival": "terminalReason.shortNoRival",
  hash: "terminalReason.shortHash",
  colour: "terminalReason.shortColour",
  series: "terminalReason.shortSeries",
  number: "terminalReason.shortNumber",
  year: "terminalReason.shortYear",
  title: "terminalReason.shortTitle",
  duplicate: "terminalReason.shortDuplicate",
};

/** A reason in one word, for the line under a candidate. */
export function reasonWord({ code }: Reason, t: Translator): string {
  const key = shortNames[code];
  return key ? t.text(key as "terminalReason.shortCosine") : safeText(code, 12);
}

/** How much a reason weighs, 0..1, where its figures say so. */
export function reasonShare({ code, data = {} }: Reason): number | null {
  if (code === "cosine" || code === "colour") return clamp(Number(data.value));
  if (code === "margin") return clamp(Number(data.value) * 4);
  if (code === "hash") return clamp(1 - Number(data.distance) / 32);
  return null;
}

/** Two decimals, as the language writes them. */
export function decimals(value: number, t: Translator): string {
  return value.toLocaleString(t.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** A candidate in words: its label, or what choosing it does where that is the question. */
export function candidateWords({ name }: QuestionRow, { id, label }: Candidate, t: Translator): string {
  if (name !== "duplicate") return safeText(label);
  if (id === "keep-both") return t.text("terminal.keepBoth", { issue: safeText(label) });
  return t.text("terminal.keepOnly", { path: safeText(label) });
}

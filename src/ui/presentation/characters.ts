import { z } from "zod";
import type { RunDocument } from "../../engine/run/document.ts";
import type { Flaw } from "../../engine/workflows/characters/pictures/quality.ts";
import type { Json } from "../../stores/ledger.ts";
import { alignedRows } from "../headless/columns.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import type { Presentation, ReasonRow } from "./presentation.ts";
import { provenance } from "./provenance.ts";

/** Something that is known of a candidate. */
function known(name: TextKey, sentence: TextKey): ReasonRow {
  return { name, sentence, note: sentence };
}

const reasons: Presentation["reasons"] = {
  "same-name": known("people.shortName", "people.reasonSameName"),
  "other-name": known("people.shortName", "people.reasonOtherName"),
  "fits-category": known("people.shortCategory", "people.reasonCategory"),
  "kind-person": known("people.shortKind", "people.reasonPerson"),
  "kind-fictional": known("people.shortKind", "people.reasonFictional"),
  "kind-unknown": known("people.shortKind", "people.reasonKindUnknown"),
  "has-article": known("people.shortArticle", "people.reasonArticle"),
  "fact-born": known("people.shortFact", "people.reasonBorn"),
  "fact-died": known("people.shortFact", "people.reasonDied"),
  "fact-occupation": known("people.shortFact", "people.reasonOccupation"),
  "fact-work": known("people.shortFact", "people.reasonWork"),
  "no-article": known("people.shortSearch", "people.reasonNoArticle"),
  "from-wikipedia": known("people.shortSource", "people.reasonFromWikipedia"),
  "from-wikidata": known("people.shortSource", "people.reasonFromWikidata"),
  "from-commons": known("people.shortSource", "people.reasonFromCommons"),
  "from-duckduckgo": known("people.shortSource", "people.reasonFromSearch"),
  "from-generated": known("people.shortSource", "people.reasonGenerated"),
  licence: known("people.shortLicence", "people.reasonLicence"),
  "licence-unknown": known("people.shortLicence", "people.reasonLicenceUnknown"),
  "picture-size": known("people.shortSize", "people.reasonSize"),
  "source-left": known("people.shortLeft", "people.reasonLeft"),
};

const steps: Readonly<Record<string, TextKey>> = {
  wikipedia: "pictureSource.wikipedia",
  duckduckgo: "pictureSource.duckduckgo",
  generate: "people.stepGenerate",
};

const flaws: Readonly<
  Record<Flaw | "none" | "placeholder" | "removed" | "video" | "not-configured", TextKey>
> = {
  none: "people.whyNone",
  "too-small": "people.whySmall",
  "odd-shape": "people.whyShape",
  flat: "people.whyFlat",
  blurred: "people.whyBlurred",
  placeholder: "people.whyPlaceholder",
  removed: "people.whyRemoved",
  video: "people.whyVideo",
  "not-configured": "people.whyNotConfigured",
};

/** Errors of a picture's download: the next source is turned to. */
const downloads = [
  "http-refused",
  "http-failed",
  "net-timeout",
  "net-unreachable",
  "net-certificate",
  "net-broken-off",
  "response-broken",
  "response-too-large",
  "response-type",
  "too-many-redirects",
  "address-refused",
  "url-refused",
  "redirect-refused",
  "image-broken",
  "image-format",
] as const;

function each(codes: readonly string[], words: TextKey): Record<string, TextKey> {
  return Object.fromEntries(codes.map((code) => [code, words]));
}

const whys: Readonly<Record<string, TextKey>> = {
  ...flaws,
  ...each(downloads, "people.whyDownload"),
  "rate-limited": "people.whyTooMany",
  "search-blocked": "people.whyBlocked",
  "search-changed": "people.whyChanged",
  "quota-exceeded": "people.whyQuota",
  "moderation-refused": "people.whyModerated",
  "key-refused": "people.whyKey",
  "model-gone": "people.whyModel",
  "model-unknown": "people.whyModel",
  "model-unchosen": "people.whyModel",
  "organisation-unverified": "people.whyOrganisation",
};

const importDetail = z.object({
  downloaded: z.record(z.string(), z.number()),
  generated: z.number(),
  withoutPicture: z.number(),
  /** Runs of before they were counted say neither. */
  keptPictures: z.number().default(0),
  keptCorrections: z.number().default(0),
  described: z.number(),
  /** By `step/reason`. */
  left: z.record(z.string(), z.number()),
  contact: z.boolean(),
});

/** Pictures by source, those without, and who was described by a model. */
function importLines(detail: Json, t: Translator): string[] {
  const { data } = importDetail.safeParse(detail);
  if (!data) return [];
  const count = (value: number) => t.formats.number(value);
  const sources = Object.entries(data.downloaded);
  const sum = sources.reduce((total, [, value]) => total + value, 0);
  const bySource = sources.map(([source, value]) => {
    const words = `pictureSource.${source}` as TextKey;
    return `${t.chosen(words)} ${count(value)}`;
  });
  return alignedRows(
    [
      [t.text("people.rowDownloaded"), count(sum), bySource.join(", ")],
      [t.text("people.rowGenerated"), count(data.generated)],
      [t.text("people.rowWithout"), count(data.withoutPicture)],
      ...(data.keptPictures > 0 ? [[t.text("people.rowKeptPictures"), count(data.keptPictures)]] : []),
      ...leftRows(data, t),
      ...(data.keptCorrections > 0
        ? [[t.text("people.rowKeptCorrections"), count(data.keptCorrections)]]
        : []),
      ...(data.described > 0 ? [[t.text("people.rowDescribed"), count(data.described)]] : []),
    ],
    [1],
  ).map((line) => `  ${line.trimEnd()}`);
}

/** Why sources gave nothing, where somebody has no picture, or no new one, for it. */
function leftRows(
  { left, withoutPicture, keptPictures }: z.infer<typeof importDetail>,
  t: Translator,
): string[][] {
  if (withoutPicture + keptPictures === 0) return [];
  return Object.entries(left).map(([key, value]) => {
    const [step = "", reason = ""] = key.split("/");
    const source = steps[step];
    const why = whys[reason];
    const words = `${source ? t.chosen(source) : step}: ${why ? t.chosen(why) : reason}`;
    return [`  ${safeText(words)}`, t.formats.number(value)];
  });
}

const namesDetail = z.object({ list: z.string(), names: z.number() });

function namesLines(detail: Json, t: Translator): string[] {
  const { data } = namesDetail.safeParse(detail);
  if (!data) return [];
  const list = safeText(data.list, 40);
  return [`  ${t.text("people.rowNames", { list })}  ${t.formats.number(data.names)}`];
}

function troubles({ failures, detail }: RunDocument): string[] {
  const { data } = importDetail.partial().safeParse(detail);
  return [
    // A name that could not be looked up has its own hint: no picture of it was asked for.
    ...failures.map(({ code }) => code).filter((code) => !downloads.some((one) => one === code)),
    ...Object.keys(data?.left ?? {}).map((key) => key.slice(key.indexOf("/") + 1)),
    ...(data?.contact === false ? ["contact-unset"] : []),
  ];
}

/** How the workflows of people and characters are shown. */
export const characters: Presentation = {
  workflows: {
    "characters.correct": "people.workflowCorrect",
    "characters.import": "people.workflowImport",
    "characters.names": "people.workflowNames",
  },
  stages: {
    "look-up": "people.stageLookUp",
    search: "people.stageSearch",
    candidates: "people.stageCandidates",
    identity: "people.stageIdentity",
    article: "people.stageArticle",
    describe: "people.stageDescribe",
    picture: "people.stagePicture",
    choose: "people.stageChoose",
    draw: "people.stageDraw",
    propose: "people.stagePropose",
  },
  skips: { imported: "people.imported" },
  notes: { "source-closed": "people.sourceClosed" },
  reasons: { ...reasons, ...provenance },
  summaries: { "characters.import": importLines, "characters.names": namesLines },
  advice: {
    codes: troubles,
    words: {
      "rate-limited": "people.adviceTooMany",
      ...each(downloads, "people.adviceDownload"),
      "quota-exceeded": "people.adviceQuota",
      "search-blocked": "people.adviceBlocked",
      "search-changed": "people.adviceChanged",
      "organisation-unverified": "people.adviceOrganisation",
      "key-refused": "people.adviceKey",
      "model-gone": "people.adviceModel",
      "model-unknown": "people.adviceModel",
      "model-unchosen": "people.adviceModel",
      "contact-unset": "people.adviceContact",
    },
  },
  values: { step: steps, source: steps, reason: whys },
  showsNewest: { "characters.import": "picture" },
  questions: {
    identity: { own: "people.captionName", unscored: true, unpictured: true },
    picture: {
      own: "people.captionName",
      unscored: true,
      choice: ({ id }) => (id === "draw" ? "people.draw" : undefined),
    },
  },
};

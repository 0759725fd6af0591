import { z } from "zod";
import { findPerson, namePerson } from "../../engine/workflows/faces/queries/find-person.ts";
import type { Json } from "../../stores/ledger.ts";
import { alignedRows } from "../headless/columns.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import type { Presentation } from "./presentation.ts";
import { provenance } from "./provenance.ts";

const embedDetail = z.object({
  successful: z.number(),
  errors: z.record(z.string(), z.number()),
  skipped: z.record(z.string(), z.number()),
  total: z.number(),
  seconds: z.number(),
  average: z.number().nullable(),
});

const skips: Readonly<Record<string, TextKey>> = {
  known: "faces.skipKnown",
  unchanged: "faces.skipUnchanged",
  "refused-before": "faces.skipRefused",
  "kept-better": "faces.skipBetter",
  "no-consent": "faces.skipConsent",
  forgotten: "faces.skipForgotten",
};

/** Errors by cause, in a few words. */
const causes: Readonly<Record<string, TextKey>> = {
  "face-none": "faces.causeNone",
  "face-several": "faces.causeSeveral",
  "face-too-small": "faces.causeSmall",
  "face-blurred": "faces.causeBlurred",
  "face-badly-lit": "faces.causeLight",
  "face-turned-away": "faces.causeTurned",
  "http-refused": "faces.causeMissing",
  "not-found": "faces.causeMissing",
  unreadable: "faces.causeUnreadable",
  "empty-file": "faces.causeEmpty",
  "image-format": "faces.causeFormat",
  "image-broken": "faces.causeBroken",
  "image-too-large": "faces.causeLarge",
  "file-too-large": "faces.causeLarge",
  "response-too-large": "faces.causeLarge",
  "response-type": "faces.causeNoPicture",
  "response-broken": "faces.causeAnswer",
  "http-failed": "faces.causeAnswer",
  "net-timeout": "faces.causeNetwork",
  "net-unreachable": "faces.causeNetwork",
  "net-certificate": "faces.causeNetwork",
  "net-broken-off": "faces.causeNetwork",
  "rate-limited": "faces.causeBusy",
  "url-refused": "faces.causeAddress",
  "address-refused": "faces.causeAddress",
  "redirect-refused": "faces.causeAddress",
  "too-many-redirects": "faces.causeAddress",
  "picture-name": "faces.causeName",
  "csv-broken": "faces.causeLine",
  "own-folder": "faces.causeOwnFolder",
  "imported-picture": "faces.causeImported",
  "consent-needed": "faces.skipConsent",
  "model-crashed": "faces.causeModel",
  "out-of-memory": "faces.causeMemory",
};

/** Successful, errors by cause, skipped by reason, total, time and average. */
function embedLines(detail: Json, t: Translator): string[] {
  const { data } = embedDetail.safeParse(detail);
  if (!data) return [];
  const count = (value: number) => t.formats.number(value);
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, one) => all + one, 0);
  const listed = (counts: Readonly<Record<string, number>>, words: Readonly<Record<string, TextKey>>) => {
    // Several codes are one cause for who reads it.
    const told = new Map<string, number>();
    for (const [code, value] of Object.entries(counts)) {
      const known = words[code];
      const cause = known ? t.chosen(known) : t.text("faces.causeOther", { code });
      told.set(cause, (told.get(cause) ?? 0) + value);
    }
    return [...told]
      .sort(([, one], [, other]) => other - one)
      .map(([cause, value]) => `${cause} ${count(value)}`)
      .join(", ");
  };
  const seconds = (value: number) => `${t.formats.number(Math.round(value * 100) / 100)} s`;
  return alignedRows(
    [
      [t.text("faces.rowSuccessful"), count(data.successful)],
      [t.text("faces.rowErrors"), count(sum(data.errors)), listed(data.errors, causes)],
      [t.text("faces.rowSkipped"), count(sum(data.skipped)), listed(data.skipped, skips)],
      [t.text("faces.rowTotal"), count(data.total)],
      [t.text("faces.rowTime"), seconds(data.seconds)],
      ...(data.average === null ? [] : [[t.text("faces.rowAverage"), seconds(data.average)]]),
    ],
    [1],
  ).map((line) => `  ${line.trimEnd()}`);
}

const eventDetail = z.object({ event: z.string(), seen: z.number() });

function eventLines(detail: Json, t: Translator): string[] {
  const { data } = eventDetail.safeParse(detail);
  if (!data) return [];
  return [
    `  ${t.text("faces.rowEvent", { event: safeText(data.event, 40) })}  ${t.formats.number(data.seen)}`,
  ];
}

const share = z.object({ rate: z.number(), low: z.number(), high: z.number() });
const point = z.object({ threshold: z.number(), falseMatch: share, miss: share.nullable() });
const calibrateDetail = point.extend({
  wanted: z.number(),
  people: z.number(),
  photos: z.number(),
  shown: z.boolean(),
  peopleNeeded: z.number(),
  curve: z.array(point),
  model: z.string(),
});

/** The threshold that was found, with what it rests on, and the curve around it. */
function calibrateLines(detail: Json, t: Translator): string[] {
  const { data } = calibrateDetail.safeParse(detail);
  if (!data) return [];
  const percent = (value: number) => `${t.formats.number(Number((value * 100).toPrecision(2)))} %`;
  const within = ({ rate, low, high }: z.infer<typeof share>) =>
    `${percent(rate)} (${percent(low)} – ${percent(high)})`;
  const miss = (value: z.infer<typeof share> | null) =>
    value === null ? t.text("faces.missUnknown") : within(value);
  const threshold = t.formats.number(data.threshold);
  const said = data.shown
    ? t.text("faces.calibrated", { model: safeText(data.model), threshold, rate: percent(data.wanted) })
    : t.text("faces.notShown", { rate: percent(data.wanted), needed: t.formats.number(data.peopleNeeded) });
  const near = data.curve.filter(({ threshold: at }) => Math.abs(at - data.threshold) <= 0.21);
  return [
    `  ${said}`,
    `  ${t.text("faces.restsOn", { people: t.formats.number(data.people), photos: t.formats.number(data.photos) })}`,
    `  ${t.text("faces.falseMatchAt", { threshold, share: within(data.falseMatch) })}`,
    `  ${t.text("faces.missAt", { threshold, share: miss(data.miss) })}`,
    ...alignedRows(
      [
        [t.text("faces.columnThreshold"), t.text("faces.columnFalseMatch"), t.text("faces.columnMiss")],
        ...near.map((one) => [
          t.formats.number(Math.round(one.threshold * 100) / 100),
          within(one.falseMatch),
          one.miss === null ? "?" : within(one.miss),
        ]),
      ],
      [0],
    ).map((line) => `  ${line.trimEnd()}`),
  ];
}

/** How the workflows of faces are shown. */
export const faces: Presentation = {
  workflows: {
    "faces.embed": "faces.workflowEmbed",
    "faces.attend": "faces.workflowAttend",
    "faces.mark": "faces.workflowMark",
    "faces.calibrate": "faces.workflowCalibrate",
  },
  stages: {
    fetch: "faces.stageFetch",
    find: "faces.stageFind",
    embed: "faces.stageEmbed",
    compare: "faces.stageCompare",
    look: "faces.stageLook",
    fit: "faces.stageFit",
  },
  skips,
  notes: { "faces-no-receipts": "faces.noReceipts", "crew-not-in-source": "faces.notInSource" },
  reasons: {
    "face-distance": {
      name: "faces.shortDistance",
      sentence: "faces.reasonDistance",
      note: "faces.reasonDistance",
      bar: { figure: "distance", empty: 0.6, full: 0 },
    },
    "face-margin": {
      name: "faces.shortMargin",
      sentence: "faces.reasonMargin",
      note: "faces.reasonMargin",
      bar: { figure: "margin", empty: 0, full: 0.3 },
    },
    "face-taken": { name: "faces.shortTaken", sentence: "faces.reasonTaken", note: "faces.reasonTaken" },
    "face-unknown": {
      name: "faces.shortUnknown",
      sentence: "faces.reasonUnknown",
      note: "faces.reasonUnknown",
    },
    ...provenance,
  },
  summaries: {
    "faces.embed": embedLines,
    "faces.attend": eventLines,
    "faces.calibrate": calibrateLines,
    "faces.mark": eventLines,
  },
  questions: {
    person: { own: "faces.captionFace", others: { search: findPerson, byName: namePerson } },
  },
};

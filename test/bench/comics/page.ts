import { captureKinds } from "../../../src/engine/images/distort/capture.ts";
import { longestSide, type StrengthName, strengths } from "../../../src/engine/images/distort/strengths.ts";
import type { StoredCalibration } from "../../../src/engine/matching/calibration/stored-calibration.ts";
import type { Answer, AskedEngine } from "./ask-engine.ts";
import type { Role } from "./corpus.ts";
import { errorOf, type Figures, ofBestCosine, ofEngine, ofNearestHash } from "./figures.ts";
import type { PaintedCorpus } from "./painted-corpus.ts";

/** What one embedder did. */
export interface EmbedderReport extends AskedEngine {
  readonly title: string;
  readonly calibration: StoredCalibration | null;
}

/** The probability that the page asks for with `--accept-above`. */
const above = 0.97;
const strengthNames = Object.keys(strengths) as StrengthName[];

/** The page of the bench, in Markdown; what is printed is the same. */
export function benchPage(
  corpus: PaintedCorpus,
  reports: readonly EmbedderReport[],
  command: string,
): string {
  return `${[
    "# The bench of covers",
    `<!-- Written by ${command}: not by hand. -->`,
    aboutCorpus(corpus),
    strengthTable(),
    columns,
    ...reports.flatMap((report) => embedderBlocks(corpus, report)),
  ].join("\n\n")}\n`;
}

function aboutCorpus({ covers, queries, photographs }: PaintedCorpus): string {
  const catalogued = covers.filter((cover) => cover.catalogued);
  const real = catalogued.filter(({ picture }) => "file" in picture).length;
  const of = (role: Role) => queries.filter(({ cover }) => cover.role === role).length;
  return [
    `How often lote finds the right cover of a bad picture, and how often it would apply a wrong one. A catalogue of`,
    `${catalogued.length} covers (${real} real ones, the others painted by \`src/demo/samples/cover\`) and ${queries.length} queries:`,
    `scans and photographs made by \`src/engine/images/distort\`. ${of("plain")} are of covers that the catalogue holds, ${of("twin")} of`,
    `covers that it holds beside another issue with the same art (a reprint under another title, or another number of the`,
    `series), ${of("lone-twin")} of covers whose art it knows from a reprint only, ${of("absent")} of covers that it lacks altogether: next`,
    "issues of series that it knows, series that it does not know, and every tenth real cover. File names say nothing.",
    `None of these covers was used for tuning or calibrating: those are other series, and the other half of the real`,
    `covers. Seeds: covers 9, queries \`queries reporting\`, distortions \`reporting NAME\`.`,
    photographs.length > 0
      ? `${photographs.length} photographs of comics that no catalogue here holds are asked for as they are.`
      : "The real covers were not there: these figures are of painted ones alone.",
  ].join("\n");
}

function strengthTable(): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const rows = strengthNames.map((name) => {
    const { turn, perspective, crop, glare, moire, border, surroundings, light, blur, noise, jpeg } =
      strengths[name];
    return [
      name,
      `${turn}°`,
      ...[perspective, crop, glare, moire, border, surroundings, light].map(percent),
      `${blur} px`,
      String(noise),
      String(jpeg),
    ];
  });
  return [
    `Each picture is a scan (askew, a lid around it), a photo on a table, or a close photo that does not hold all of the`,
    `cover, a third each, ${longestSide} pixels on the longer side. Turns, perspective, borders and light are drawn evenly up to`,
    "the figure, the others are exact. Crop keeps that share of width and height; glare hides at least half over that share.",
    "",
    table(
      [
        "strength",
        "turn",
        "perspective",
        "crop",
        "glare",
        "moiré",
        "border",
        "table",
        "light",
        "blur",
        "noise",
        "JPEG",
      ],
      rows,
    ),
  ].join("\n");
}

const columns = `**Top-1**: of the queries whose cover is in the catalogue, the share whose best candidate it is. **Applied**: what would
be linked without asking. **Precision**: the share of that which is right, and what it is at least (lower end of the 95 %
Wilson interval). **Coverage**: of the queries whose cover is in the catalogue, the share applied. **Wrong**: wrong
applications, by what was asked for. The baselines are the nearest cover by cosine of whole pictures where that is at least
0.75, and the nearest by perceptual hash where at most 10 of 64 bits differ.`;

function embedderBlocks(corpus: PaintedCorpus, report: EmbedderReport): string[] {
  const { title, answers, photographsAccepted, calibration } = report;
  const isCalibrated = answers.some(({ probability }) => probability !== null);
  const rows = strengthNames.flatMap((name) => {
    const own = answers.filter(({ query }) => query.strength === name);
    return [
      figureRow(name, "`--yes`", ofEngine(own)),
      ...(isCalibrated ? [figureRow(name, `\`--yes --accept-above ${above}\``, ofEngine(own, above))] : []),
      figureRow(name, "best cosine ≥ 0.75", ofBestCosine(own)),
      figureRow(name, "nearest hash ≤ 10 bits", ofNearestHash(own, corpus)),
    ];
  });
  const photographs =
    corpus.photographs.length > 0
      ? [
          `Photographs of comics in no catalogue: ${photographsAccepted} of ${corpus.photographs.length} applied.`,
        ]
      : [];
  return [
    `## ${title[0]?.toUpperCase()}${title.slice(1)}`,
    table(figureColumns, rows),
    ...photographs,
    partsTable(answers),
    ...(calibration ? errorBlocks(answers, calibration) : []),
  ];
}

/** The middle strength, by how the picture was taken and by what it shows. */
function partsTable(answers: readonly Answer[]): string {
  const middle = answers.filter(({ query }) => query.strength === "middle");
  const isReal = ({ query }: Answer) => "file" in query.cover.picture;
  const parts: [string, readonly Answer[]][] = [
    ...captureKinds.map((kind): [string, Answer[]] => [
      `taken as ${kind}`,
      middle.filter(({ facts }) => facts.kind === kind),
    ]),
    ["real covers", middle.filter(isReal)],
    ["painted covers", middle.filter((answer) => !isReal(answer))],
  ];
  const rows = parts.map(([name, own]) => figureRow("middle", `\`--yes\`, ${name}`, ofEngine(own)));
  return table(figureColumns, rows);
}

const figureColumns = [
  ...["strength", "what is applied", "queries", "top-1", "applied", "precision", "at least", "coverage"],
  ...["wrong: plain", "twin", "lone twin", "absent"],
];

function figureRow(strength: string, what: string, figures: Figures): string[] {
  const { queries, first, applied, precision, atLeast, coverage, wrong } = figures;
  const share = (value: number) => (Number.isNaN(value) ? "–" : `${(value * 100).toFixed(1)} %`);
  return [
    ...[strength, what, String(queries), share(first), String(applied)],
    ...[share(precision), share(atLeast), share(coverage)],
    ...[wrong.plain, wrong.twin, wrong["lone-twin"], wrong.absent].map(String),
  ];
}

function errorBlocks(answers: readonly Answer[], { examples, right, error }: StoredCalibration): string[] {
  const three = (value: number) => value.toFixed(3);
  const rows = [...strengthNames, "all" as const].flatMap((name) => {
    const found = errorOf(name === "all" ? answers : answers.filter(({ query }) => query.strength === name));
    return found ? [[name, String(found.count), three(found.ece), three(found.brier)]] : [];
  });
  const all = errorOf(answers);
  return [
    [
      `Calibrated with ${examples} matches of the tuning half (${right} right); their error, cross-fitted: ECE ${three(error.ece)},`,
      `Brier ${three(error.brier)}. The error of the probabilities of best candidates here:`,
    ].join(" "),
    table(["strength", "probabilities", "ECE", "Brier"], rows),
    table(
      ["probability", "said", "was right", "95 % from", "to", "candidates"],
      (all?.bins ?? []).map(({ from, to, said, was, low, high, count }) => [
        `${from}–${to}`,
        ...[said, was, low, high].map(three),
        String(count),
      ]),
    ),
  ];
}

/** A Markdown table whose source can be read as well. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

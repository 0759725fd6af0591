import { Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { Box } from "../../ink.ts";
import type { PictureCache } from "../../pictures/picture-cache.ts";
import { candidateWords, decimals } from "../../run/words.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { toneOfRecommendation } from "../../surface/palette.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { candidateLines } from "./candidate-lines.ts";
import { reviewLayout } from "./layout.ts";
import type { ReviewModel, ReviewState } from "./model.ts";
import { buckets } from "./queue.ts";
import { whyLines } from "./why-lines.ts";

/** One question: what was found on the left, the highlighted candidate beside it, all candidates on the right. */
export function ReviewScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: ReviewModel;
  readonly pictures: PictureCache;
}) {
  const surface = useSurface();
  const state = useObservable(model.state);
  const { question, highlighted, wantsPictures, showsWhy } = state;
  const { columns, rows, t } = surface;
  if (!question) {
    return (
      <Frame {...frame} model={model}>
        <Lines lines={nothingLeft(model, surface)} />
      </Frame>
    );
  }
  const { picture, bodyRows, listColumns } = reviewLayout(columns, rows, wantsPictures);
  const candidate = question.candidates[highlighted];
  // The reasons in full take the second picture's place as well.
  const sideColumns = showsWhy && picture ? listColumns + picture.columns + 2 : listColumns;
  const side = showsWhy ? whyLines : candidateLines;
  return (
    <Frame
      {...frame}
      model={model}
      idle={state.last}
      aside={[{ text: position(state, surface), tone: "quiet" }, " "]}
    >
      <Line parts={bucketParts(state, surface)} />
      <Box height={bodyRows}>
        {picture ? (
          <>
            <Picture cache={pictures} content={question.preview} size={picture} />
            <Box width={2} />
            {showsWhy ? null : <Picture cache={pictures} content={candidate?.preview} size={picture} />}
            {showsWhy ? null : <Box width={2} />}
          </>
        ) : null}
        <Box flexDirection="column" width={sideColumns} height={bodyRows}>
          <Lines rows={bodyRows} lines={side(question, highlighted, surface, sideColumns - 1, bodyRows)} />
        </Box>
      </Box>
      <Lines lines={captions(state, surface)} />
      <Line parts={scoreParts(state, surface)} />
    </Frame>
  );

  function position({ index, counts, bucket }: ReviewState, surface: Surface): string {
    return surface.t.text("terminal.position", {
      number: index + 1,
      total: Math.max(index + 1, counts[bucket]),
    });
  }

  function captions({ question, highlighted }: ReviewState, surface: Surface): Part[][] {
    const isDuplicate = question?.name === "duplicate";
    const mine = t.text(isDuplicate ? "terminal.captionDuplicate" : "terminal.captionMine");
    const candidate = question?.candidates[highlighted];
    const number = t.text("terminal.captionCandidate", {
      number: highlighted + 1,
      total: question?.candidates.length ?? 0,
    });
    const line = (label: string, text: string): Part[] => [
      { text: ` ${label}: `, tone: "quiet" },
      { text: fit(surface, text, columns - 4 - Bun.stringWidth(label)), bold: true },
    ];
    return [
      line(mine, question?.itemKey ?? ""),
      question && candidate ? line(number, candidateWords(question, candidate, t)) : [],
    ];
  }
}

/** All four, the current one framed; a bucket says its word, so that no colour is needed. */
function bucketParts({ bucket, counts }: ReviewState, { t, glyphs }: Surface): Part[] {
  return buckets.flatMap((one): Part[] => {
    const words = `${glyphs.recommendation[one]} ${t.text(`recommendation.${one}`)} ${t.formats.number(counts[one])}`;
    const isCurrent = one === bucket;
    return [
      {
        text: isCurrent ? `[${words}]` : ` ${words} `,
        bold: isCurrent,
        inverse: isCurrent,
        tone: counts[one] > 0 ? toneOfRecommendation[one] : "quiet",
      },
      " ",
    ];
  });
}

/** How alike, how far ahead of the next, and what that is worth. */
function scoreParts({ question, highlighted }: ReviewState, surface: Surface): Part[] {
  const { t, glyphs } = surface;
  const candidate = question?.candidates[highlighted];
  if (!question || !candidate || candidate.reasons.length === 0) return [];
  const margin = candidate.reasons.find(({ code }) => code === "margin")?.data?.value;
  const isAlone = candidate.reasons.some(({ code }) => code === "no-rival");
  const ahead =
    typeof margin === "number"
      ? t.text("terminal.margin", { value: `${margin > 0 ? "+" : ""}${decimals(margin, t)}` })
      : isAlone
        ? t.text("terminalReason.noRival")
        : "";
  const { recommendation } = question;
  const worth = t.text("terminal.recommendation", { word: t.text(`recommendation.${recommendation}`) });
  return [
    " ",
    { text: progressBar(candidate.score, 20, glyphs), tone: toneOfRecommendation[recommendation] },
    { text: ` ${decimals(candidate.score, t)}`, bold: true },
    `  ${fitProse(surface, ahead, 24)}  `,
    {
      text: `${glyphs.recommendation[recommendation]} ${fitProse(surface, worth, 30)}`,
      tone: toneOfRecommendation[recommendation],
    },
  ];
}

function nothingLeft(model: ReviewModel, { t, glyphs }: Surface): Part[][] {
  const { last } = model.state.get();
  const words = model.isRunGoing ? t.text("terminal.reviewWaiting") : t.text("terminal.reviewDone");
  return [
    [],
    [{ text: ` ${glyphs.state.done} ${words}`, bold: true, tone: "good" }],
    [],
    ...(last === "" ? [] : [[{ text: ` ${last}`, tone: "quiet" as const }]]),
  ];
}

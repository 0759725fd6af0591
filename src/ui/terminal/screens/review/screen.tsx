import type { Presentation } from "../../../presentation/presentation.ts";
import { isFound } from "../../../presentation/provenance.ts";
import { reasonHeadline } from "../../../presentation/reason-words.ts";
import { candidateWords } from "../../../presentation/words.ts";
import { Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { Box } from "../../ink.ts";
import type { PictureCache } from "../../pictures/picture-cache.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { toneOfRecommendation } from "../../surface/palette.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { candidateLines } from "./candidate-lines.ts";
import type { Side } from "./flip.ts";
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
  const { question, highlighted, wantsPictures, showsWhy, flip } = state;
  const { columns, rows, t, glyphs } = surface;
  if (!question) {
    return (
      <Frame {...frame} model={model}>
        <Lines lines={nothingLeft(model, surface)} />
      </Frame>
    );
  }
  const { picture, bodyRows, listColumns } = reviewLayout(
    columns,
    rows,
    wantsPictures && !model.presentation.questions[question.name]?.unpictured,
  );
  const candidate = question.candidates[highlighted];
  // The reasons in full take the second picture's place as well, unless it says whose picture is shown.
  const sideColumns = showsWhy && picture && !flip ? listColumns + picture.columns + 2 : listColumns;
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
            <Picture
              cache={pictures}
              content={flip === "theirs" ? candidate?.preview : question.preview}
              size={picture}
              like={flip ? question.preview : undefined}
            />
            <Box width={2} />
            {flip ? (
              <Box width={picture.columns + 2} flexShrink={0}>
                <Line parts={[{ text: flipWords(flip, picture.columns), bold: true }]} />
              </Box>
            ) : null}
            {flip || showsWhy ? null : (
              <Picture cache={pictures} content={candidate?.preview} size={picture} />
            )}
            {flip || showsWhy ? null : <Box width={2} />}
          </>
        ) : null}
        <Box flexDirection="column" width={sideColumns} height={bodyRows}>
          <Lines
            rows={bodyRows}
            lines={side(question, highlighted, model.presentation, surface, sideColumns - 1, bodyRows)}
          />
        </Box>
      </Box>
      <Lines lines={captions(state, surface)} />
      <Line parts={scoreParts(state, model.presentation, surface)} />
    </Frame>
  );

  /** Whose picture it is now, in words: the eye alone cannot tell. */
  function flipWords(side: Side, room: number): string {
    const own = model.presentation.questions[question?.name ?? ""]?.own ?? "terminal.captionMine";
    const words =
      side === "mine" ? t.chosen(own) : t.text("terminal.flipCandidate", { number: highlighted + 1 });
    return fitProse(surface, `${glyphs.flip} ${words}`, room);
  }

  function position({ index, counts, bucket }: ReviewState, surface: Surface): string {
    return surface.t.text("terminal.position", {
      number: index + 1,
      total: Math.max(index + 1, counts[bucket]),
    });
  }

  function captions({ question, highlighted }: ReviewState, surface: Surface): Part[][] {
    const { presentation } = model;
    const words = presentation.questions[question?.name ?? ""];
    const mine = t.chosen(words?.own ?? "terminal.captionMine");
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
      line(mine, (question && words?.mine?.(question)) ?? question?.itemKey ?? ""),
      question && candidate ? line(number, candidateWords(question, candidate, presentation, t)) : [],
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

/** How alike, how far ahead of the next, how sure, and what that is worth. */
function scoreParts(
  { question, highlighted }: ReviewState,
  presentation: Presentation,
  surface: Surface,
): Part[] {
  const { t, glyphs } = surface;
  const candidate = question?.candidates[highlighted];
  if (!question || !candidate || candidate.reasons.length === 0) return [];
  if (isFound(candidate)) return [{ text: ` ${t.text("terminal.notCompared")}`, tone: "quiet" }];
  const headlines = candidate.reasons.flatMap((reason) => reasonHeadline(reason, presentation, t) || []);
  const { recommendation } = question;
  const { probability, score } = candidate;
  const sure =
    probability === null ? [] : [t.text("terminal.sure", { value: t.formats.percent(probability) })];
  const worth = t.text("terminal.recommendation", { word: t.text(`recommendation.${recommendation}`) });
  const badge = {
    text: `${glyphs.recommendation[recommendation]} ${fitProse(surface, worth, 28)}`,
    tone: toneOfRecommendation[recommendation],
  };
  if (presentation.questions[question.name]?.unscored) return [" ", badge];
  return [
    " ",
    { text: progressBar(probability ?? score, 20, glyphs), tone: toneOfRecommendation[recommendation] },
    { text: ` ${t.formats.decimals(score)}`, bold: true },
    `  ${fitProse(surface, [...headlines, ...sure].join(", "), 26)}  `,
    badge,
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

import type { Found } from "../../../../engine/queries/candidate-query.ts";
import { reasonSentence } from "../../../presentation/reason-words.ts";
import { candidateWords } from "../../../presentation/words.ts";
import { Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { Box } from "../../ink.ts";
import type { PictureCache } from "../../pictures/picture-cache.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { reviewLayout } from "../review/layout.ts";
import type { SearchModel } from "./model.ts";

/** Lines of the box above what was found. */
const boxRows = 2;

/** The review's own picture stays where it was; beside it what is highlighted, and the box with what was found. */
export function SearchScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: SearchModel;
  readonly pictures: PictureCache;
}) {
  const surface = useSurface();
  const { text, rows: found, selected } = useObservable(model.state);
  const { columns, rows, t, glyphs } = surface;
  const { picture, bodyRows, listColumns } = reviewLayout(columns, rows, true);
  const room = listColumns - 1;
  return (
    <Frame {...frame} model={model}>
      <Line
        parts={[{ text: ` ${fitProse(surface, t.text("terminal.searchHint"), columns - 2)}`, tone: "quiet" }]}
      />
      <Box height={bodyRows}>
        {picture ? (
          <>
            <Picture cache={pictures} content={model.question.preview} size={picture} />
            <Box width={2} />
            <Picture cache={pictures} content={model.selected?.candidate.preview} size={picture} />
            <Box width={2} />
          </>
        ) : null}
        <Box flexDirection="column" width={listColumns} height={bodyRows}>
          <Line
            parts={[
              { text: "/ ", tone: "accent", bold: true },
              fit(surface, text, room - 3),
              { text: glyphs.caret, tone: "accent" },
            ]}
          />
          <Line parts={[{ text: fitProse(surface, standing(model, surface), room), tone: "quiet" }]} />
          <VirtualList
            length={found.length}
            selected={selected}
            rows={bodyRows - boxRows}
            read={(start, end) => found.slice(start, end)}
            draw={(row, isSelected) => ({
              key: row.candidate.id,
              parts: [
                { text: isSelected ? glyphs.cursor : " ", tone: "accent", bold: true },
                {
                  text: fit(surface, wordsOf(model, row, surface), room - 1),
                  inverse: isSelected,
                  bold: isSelected,
                },
              ],
            })}
          />
        </Box>
      </Box>
      <Lines lines={captions(model, surface)} />
    </Frame>
  );
}

function wordsOf({ question, presentation }: SearchModel, { candidate }: Found, { t }: Surface): string {
  return candidateWords(question, candidate, presentation, t);
}

/** How far the search is, in words. */
export function standing(model: SearchModel, { t }: Surface): string {
  const { text, rows, isAnswered, problem } = model.state.get();
  if (problem !== null) return problem;
  if (!isAnswered) return t.text("terminal.searching");
  if (text.trim() === "") return t.text("terminal.offNothingTyped");
  return rows.length === 0
    ? t.text("terminal.searchNothing")
    : t.text("terminal.searchFound", { count: rows.length });
}

/** What is asked about, what is highlighted, and what there is to know of it before it is chosen. */
function captions(model: SearchModel, surface: Surface): Part[][] {
  const { t, glyphs, columns } = surface;
  const { question, presentation, selected } = model;
  const mine = t.chosen(presentation.questions[question.name]?.own ?? "terminal.captionMine");
  const line = (label: string, text: string): Part[] => [
    { text: ` ${label}: `, tone: "quiet" },
    { text: fit(surface, text, columns - 4 - Bun.stringWidth(label)), bold: true },
  ];
  return [
    line(mine, question.itemKey),
    selected
      ? line(t.text("terminal.captionFound"), `${wordsOf(model, selected, surface)}, ${selected.detail}`)
      : [],
    [
      {
        text: ` ${fit(surface, warnings(model, surface).join(`  ${glyphs.state.pending} `), columns - 2)}`,
        tone: "attention",
      },
    ],
  ];
}

/** What speaks against choosing it: a person ruled it out, or others have it already. */
export function warnings({ selected, rejected, presentation }: SearchModel, { t }: Surface): string[] {
  if (!selected) return [];
  const { candidate } = selected;
  return [
    ...(rejected.has(candidate.target) ? [t.text("terminal.wasRejected")] : []),
    ...candidate.reasons.map((reason) => reasonSentence(reason, presentation, t)),
  ];
}

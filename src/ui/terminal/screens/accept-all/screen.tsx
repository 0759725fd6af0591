import type { QuestionRow } from "../../../../stores/ledger.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import { candidateWords } from "../../../presentation/words.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { Box } from "../../ink.ts";
import type { PictureCache } from "../../pictures/picture-cache.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { pairsLayout } from "./layout.ts";
import type { AcceptAllModel } from "./model.ts";

const headRows = 4;

/** How many would be accepted, and the five pairs that are the least sure: a person looks at these and knows. */
export function AcceptAllScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: AcceptAllModel;
  readonly pictures: PictureCache;
}) {
  const surface = useSurface();
  const { weakest } = useObservable(model.state);
  const { columns } = surface;
  const rows = bodyRowsOf(surface.rows) - headRows;
  const { picture, pairColumns } = pairsLayout(columns, rows, weakest.length);
  return (
    <Frame {...frame} model={model}>
      <Lines lines={headLines(model, surface)} rows={headRows} />
      {picture ? (
        <Box>
          {weakest.map((question) => (
            <Box key={question.id} flexDirection="column" width={pairColumns} flexShrink={0}>
              <Box marginLeft={1} flexDirection="column">
                <Picture cache={pictures} content={question.preview} size={picture} />
                <Picture cache={pictures} content={question.candidates[0]?.preview} size={picture} />
              </Box>
              {pairLines(question, model.presentation, surface).map((text, index) => (
                // The lines of a pair have no identity but their order.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <Line key={index} parts={[` ${fit(surface, text, pairColumns - 2)}`]} />
              ))}
            </Box>
          ))}
        </Box>
      ) : (
        <Lines
          rows={rows}
          lines={weakest.map((question) => [
            ` ${fit(surface, pairLines(question, model.presentation, surface).join("  "), columns - 2)}`,
          ])}
        />
      )}
    </Frame>
  );
}

function headLines(model: AcceptAllModel, { t, glyphs, columns }: Surface): Part[][] {
  const { text, sum, weakest, accepted } = model.state.get();
  const { count, lowest } = sum;
  const value = model.isCalibrated ? lowest.probability : lowest.score;
  const which: Part[] = model.isCalibrated
    ? [` ${t.text("terminal.acceptAllAbove")} `, { text, bold: true }, { text: glyphs.caret, tone: "accent" }]
    : [
        {
          text: ` ${fitProse({ glyphs }, t.text("terminal.acceptAllUncalibrated"), columns - 2)}`,
          tone: "attention",
        },
      ];
  const result: Part[] =
    accepted === null
      ? [
          { text: ` ${t.text("terminal.acceptAllCount", { count })}`, bold: true },
          value === null ? "" : ` ${t.text("terminal.acceptAllLowest", { value: t.formats.number(value) })}`,
        ]
      : [
          ` ${progressBar(accepted / Math.max(1, count), 20, glyphs)} `,
          t.text("terminal.acceptingAll", { number: accepted, total: count }),
        ];
  return [
    which,
    result,
    [],
    weakest.length === 0 ? [] : [{ text: ` ${t.text("terminal.acceptAllWeakest")}`, tone: "quiet" }],
  ];
}

/** How sure it is, what it is, and what it would be. */
export function pairLines(question: QuestionRow, presentation: Presentation, { t }: Surface): string[] {
  const [best] = question.candidates;
  const measure = best?.probability ?? best?.score;
  const name = question.itemKey.split("/").at(-1) ?? "";
  return [
    measure === undefined ? "" : t.formats.number(measure),
    name,
    best ? candidateWords(question, best, presentation, t) : "",
  ];
}

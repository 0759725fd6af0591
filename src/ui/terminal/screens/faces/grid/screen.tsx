import type { QuestionRow } from "../../../../../stores/ledger.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../../components/frame.tsx";
import { Line } from "../../../components/line.tsx";
import { Picture } from "../../../components/picture.tsx";
import { Box } from "../../../ink.ts";
import type { PictureCache } from "../../../pictures/picture-cache.ts";
import { fit, fitProse } from "../../../surface/fit.ts";
import { useSurface } from "../../../surface/surface.ts";
import { useObservable } from "../../../view-model/observable.ts";
import { windowOf } from "../../../view-model/window.ts";
import type { FaceGridModel } from "./model.ts";

/** Columns of a cell, its edge included; rows of its picture. */
const cellColumns = 18;
const pictureRows = 7;
/** With the two lines below the picture. */
const cellRows = pictureRows + 2;

/** The grid of faces, each with whom it may be below it. */
export function FaceGridScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: FaceGridModel;
  readonly pictures: PictureCache;
}) {
  const surface = useSurface();
  const { t, columns, rows } = surface;
  const { faces, selected } = useObservable(model.state);
  const bodyRows = bodyRowsOf(rows);
  const perRow = Math.max(1, Math.floor(columns / cellColumns));
  model.perRow = perRow;
  // In a low terminal the words alone: a cell is two lines then.
  const hasPictures = bodyRows >= cellRows;
  const height = hasPictures ? cellRows : 2;
  const shown = Math.max(1, Math.floor(bodyRows / height));
  const lines = Math.ceil(faces.length / perRow);
  const { start, end } = windowOf(lines, Math.floor(selected / perRow), shown);
  return (
    <Frame {...frame} model={model}>
      {faces.length === 0 ? (
        <Line
          parts={[
            { text: fitProse(surface, ` ${t.text("faces.offNobodyUnknown")}`, columns), tone: "quiet" },
          ]}
        />
      ) : null}
      {Array.from({ length: end - start }, (_, at) => start + at).map((line) => (
        <Box key={line} height={height}>
          {faces.slice(line * perRow, (line + 1) * perRow).map((face, at) => cell(face, line * perRow + at))}
        </Box>
      ))}
    </Frame>
  );

  function cell(face: QuestionRow, index: number) {
    const [best] = model.candidates(face);
    const isSelected = index === selected;
    const width = cellColumns - 2;
    const name = best ? `${best.label}?` : t.text("faces.unknown");
    return (
      <Box key={face.id} flexDirection="column" width={cellColumns} height={height}>
        {hasPictures ? (
          <Picture cache={pictures} content={face.preview} size={{ columns: width, rows: pictureRows }} />
        ) : null}
        <Line
          parts={[
            " ",
            {
              text: fit(surface, name, width),
              tone: best ? "attention" : "quiet",
              inverse: isSelected,
              bold: isSelected,
            },
          ]}
        />
        <Line
          parts={[
            " ",
            {
              text: best
                ? fitProse(surface, t.formats.number(Math.round(best.score * 100) / 100), width)
                : "",
              tone: "quiet",
            },
          ]}
        />
      </Box>
    );
  }
}

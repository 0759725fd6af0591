import { portraitPreview } from "../../../../engine/workflows/characters/pictures/portrait-file.ts";
import type { CharacterRow } from "../../../../stores/characters.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { Box } from "../../ink.ts";
import type { PictureCache } from "../../pictures/picture-cache.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { detailLines } from "./details.ts";
import type { CollectionModel, CollectionState } from "./model.ts";

/** Lines that the details of somebody need below the picture. */
const detailRows = 9;
const largestPicture = 24;

/** The collection: names on the left, on the right who is highlighted. */
export function CollectionScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: CollectionModel;
  readonly pictures: PictureCache;
}) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const state = useObservable(model.state);
  const bodyRows = bodyRowsOf(rows) - 1;
  const listColumns = Math.floor(columns * 0.4);
  const sideColumns = columns - listColumns - 1;
  const pictureRows = Math.min(largestPicture, bodyRows - detailRows);
  const { character } = model;
  return (
    <Frame {...frame} model={model}>
      <Line
        parts={[{ text: fitProse(surface, ` ${filterWords(state, surface)}`, columns), tone: "quiet" }]}
      />
      <Box height={bodyRows}>
        <Box flexDirection="column" width={listColumns} height={bodyRows}>
          {state.rows.length === 0 ? <Line parts={[` ${t.text("people.noneFound")}`]} /> : null}
          <VirtualList
            length={state.rows.length}
            selected={state.selected}
            rows={bodyRows}
            read={(start, end) => state.rows.slice(start, end)}
            draw={(row, isSelected) => ({ key: row.id, parts: rowParts(row, isSelected) })}
          />
        </Box>
        <Box width={1} />
        <Box flexDirection="column" width={sideColumns} height={bodyRows}>
          {pictureRows >= 4 ? (
            <Picture
              cache={pictures}
              content={character?.picture ? portraitPreview(character.picture.sha256) : undefined}
              size={{ columns: Math.min(sideColumns - 1, pictureRows * 2), rows: pictureRows }}
            />
          ) : null}
          {character ? (
            <Lines
              rows={bodyRows - Math.max(0, pictureRows)}
              lines={detailLines(character, state.same.get(character.entity) ?? [], t).map((text): Part[] => [
                fitProse(surface, text, sideColumns - 1),
              ])}
            />
          ) : null}
        </Box>
      </Box>
    </Frame>
  );

  function rowParts(row: CharacterRow, isSelected: boolean): Part[] {
    const isGenerated = row.picture?.credit.source === "generated";
    const marks = `${state.same.has(row.entity) ? ` ${glyphs.same}` : ""}${isGenerated ? ` (${t.text("pictureSource.generated")})` : ""}`;
    return [
      { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
      { text: fit(surface, row.name, listColumns - 4 - Bun.stringWidth(marks)), inverse: isSelected },
      { text: marks, tone: "attention" },
    ];
  }
}

/** What is shown of the collection, in words. */
export function filterWords({ rows, words, category }: CollectionState, surface: Surface): string {
  const { t } = surface;
  return [
    t.formats.number(rows.length),
    category === null ? t.text("people.allCategories") : fit(surface, category, 40),
    ...(words === "" ? [] : [t.text("people.filtered", { words: fit(surface, words, 30) })]),
  ].join(", ");
}

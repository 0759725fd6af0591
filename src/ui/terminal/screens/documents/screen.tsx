import { basename } from "node:path";
import { passageOf } from "../../../../engine/text/highlight.ts";
import type { Passage } from "../../../../engine/workflows/documents/queries/kinds.ts";
import { placeWords } from "../../../presentation/documents.ts";
import { safeText } from "../../../safe-text.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { Box } from "../../ink.ts";
import { fit, fitProse } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { DocumentsModel, DocumentsState } from "./model.ts";
import { wordsOf } from "./narrowed.ts";

/** Lines over a passage: its file, its place, what it is about, and an empty one. */
const linesAbove = 4;
/** So much of a line holds words, where they are not parted. */
const filled = 0.85;

/** Passages on the left, on the right the one that is highlighted, with the words that were asked for. */
export function DocumentsScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: DocumentsModel }) {
  const surface = useSurface();
  const { glyphs, columns, rows } = surface;
  const state = useObservable(model.state);
  const bodyRows = bodyRowsOf(rows) - 1;
  const listColumns = Math.floor(columns * 0.4);
  const sideColumns = columns - listColumns - 2;
  const { passage } = model;
  return (
    <Frame {...frame} model={model}>
      <Line parts={[{ text: fitProse(surface, ` ${headLine(state, surface)}`, columns), tone: "quiet" }]} />
      <Box height={bodyRows}>
        <Box flexDirection="column" width={listColumns} height={bodyRows}>
          <VirtualList
            length={state.passages.length}
            selected={state.selected}
            rows={bodyRows}
            read={(start, end) => state.passages.slice(start, end)}
            draw={(row, isSelected) => ({
              key: `${row.path} ${row.start}`,
              parts: [
                { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
                { text: fit(surface, nameOf(row, surface), listColumns - 4), inverse: isSelected },
              ],
            })}
          />
        </Box>
        <Box width={2} />
        <Box flexDirection="column" width={sideColumns} height={bodyRows}>
          {passage ? (
            <Lines
              rows={bodyRows}
              lines={passageLines(
                passage,
                state.question,
                { columns: sideColumns - 1, rows: bodyRows },
                surface,
              )}
            />
          ) : null}
        </Box>
      </Box>
    </Frame>
  );
}

/** What was asked, and how much was found. */
export function headLine({ question, isSearching, passages }: DocumentsState, { t }: Surface): string {
  if (question === "") return t.text("documents.askFirst");
  const asked = safeText(question, 60);
  if (isSearching) return t.text("documents.searching", { question: asked });
  return t.text("documents.found", { question: asked, count: passages.length });
}

function nameOf(passage: Passage, { t }: Surface): string {
  return `${safeText(basename(passage.path), 60)}, ${placeWords(passage, t)}`;
}

/** As much of a passage as there is room for, so that the words that were asked for are seen. */
function passageLines(
  passage: Passage,
  question: string,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  surface: Surface,
): Part[][] {
  const { t } = surface;
  const about = [passage.title, ...passage.headings].filter(
    (one, at, all) => one !== "" && all.indexOf(one) === at,
  );
  const length = Math.floor(Math.max(1, rows - linesAbove) * columns * filled);
  return [
    [{ text: fitProse(surface, safeText(passage.path), columns), tone: "quiet" }],
    [{ text: fitProse(surface, placeWords(passage, t), columns), tone: "quiet" }],
    ...(about.length > 0
      ? [[{ text: fitProse(surface, safeText(about.join(" > ")), columns), bold: true }]]
      : []),
    [],
    ...wrapped(passageOf(passage.text, wordsOf(question), length, surface.glyphs.ellipsis), columns),
  ];
}

/** Words in lines of so many columns, the asked ones marked. */
function wrapped(parts: ReturnType<typeof passageOf>, columns: number): Part[][] {
  const lines: Part[][] = [[]];
  let width = 0;
  for (const { text, hit } of parts) {
    for (const word of safeText(text, text.length).split(/(?<= )/)) {
      const long = Bun.stringWidth(word);
      if (width + Bun.stringWidth(word.trimEnd()) > columns && width > 0) {
        lines.push([]);
        width = 0;
      }
      lines.at(-1)?.push(hit ? { text: word, tone: "accent", bold: true } : { text: word });
      width += long;
    }
  }
  return lines;
}

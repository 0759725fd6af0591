import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { fit, padStart } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { ListsModel } from "./model.ts";

/** The saved lists, each with how many names it holds. */
export function ListsScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: ListsModel }) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { lists, selected } = useObservable(model.state);
  return (
    <Frame {...frame} model={model}>
      <VirtualList
        length={lists.length}
        selected={selected}
        rows={bodyRowsOf(rows)}
        read={(start, end) => lists.slice(start, end)}
        draw={({ id, name, count }, isSelected) => ({
          key: id,
          parts: [
            { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
            { text: `${padStart(t.formats.number(count), 6)}  `, tone: "quiet" },
            { text: fit(surface, name, columns - 12), inverse: isSelected },
          ],
        })}
      />
    </Frame>
  );
}

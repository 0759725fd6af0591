import { describeError } from "../../../../../engine/errors/lote-error.ts";
import { type Field, fields } from "../../../../../engine/workflows/products/source/columns.ts";
import type { ReadProduct } from "../../../../../engine/workflows/products/source/read-products.ts";
import { alignedRows } from "../../../../headless/columns.ts";
import type { TextKey } from "../../../../language/catalogue.ts";
import { safeText } from "../../../../safe-text.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../../components/frame.tsx";
import { Lines, type Part } from "../../../components/line.tsx";
import { fit, fitProse, padEnd } from "../../../surface/fit.ts";
import { type Surface, useSurface } from "../../../surface/surface.ts";
import { useObservable } from "../../../view-model/observable.ts";
import type { ColumnsModel } from "./model.ts";

/** A name is shown at least so wide, columns. */
const leastName = 16;

/** Which column says what, and below it what the first rows are read as by that. */
export function ColumnsScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: ColumnsModel }) {
  const surface = useSurface();
  const { t, glyphs, columns: width } = surface;
  const { header, columns, selected, sample } = useObservable(model.state);
  const labels = fields.map((field) => fieldWords(field, surface));
  const widest = Math.max(...labels.map((label) => Bun.stringWidth(label)));
  const room = Math.max(8, width - widest - 12);
  const lines: Part[][] = [[], [` ${fit(surface, model.path, width - 2)}`], []];
  for (const [index, field] of fields.entries()) {
    const isSelected = index === selected;
    const column = columns[field];
    const words = column === undefined ? t.text("products.noColumn") : fit(surface, safeText(column), room);
    lines.push([
      {
        text: ` ${isSelected ? glyphs.cursor : " "} ${padEnd(labels[index] ?? "", widest)}  `,
        bold: isSelected,
        ...(isSelected ? { tone: "accent" as const } : {}),
      },
      {
        text: isSelected ? `${glyphs.left ?? "<"} ${words} ${glyphs.right ?? ">"}` : `  ${words}`,
        bold: isSelected,
        tone: column === undefined ? "quiet" : "plain",
      },
    ]);
  }
  const others = model.others.map((column) => safeText(column, 40)).join(", ");
  lines.push(
    [
      {
        text:
          others === ""
            ? ""
            : fitProse(surface, ` ${t.text("products.otherColumns", { columns: others })}`, width),
        tone: "quiet",
      },
    ],
    [],
    [{ text: ` ${t.text(header.length === 0 ? "terminal.counting" : "products.sampleTitle")}`, bold: true }],
  );
  const rest = Math.max(1, bodyRowsOf(surface.rows) - lines.length);
  lines.push(...sampleLines(sample, surface).slice(0, rest));
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}

/** What a field is called. */
export function fieldWords(field: Field, { t }: Pick<Surface, "t">): string {
  return t.chosen(`products.field_${field}` as TextKey);
}

function sampleLines(sample: readonly ReadProduct[], surface: Surface): Part[][] {
  const { t, glyphs, columns } = surface;
  const products = sample.flatMap((row) => ("raw" in row ? [row.raw] : []));
  const behind = alignedRows(
    products.map(({ category, price, retailer, sku }) => [
      safeText(category, 14),
      price === null ? "" : t.formats.number(price),
      safeText(retailer, 14),
      safeText(sku, 14),
    ]),
    [1],
  );
  const room = columns - 6 - Math.max(0, ...behind.map((line) => Bun.stringWidth(line)));
  const read = products.map(({ name }, at) => {
    const first = fitProse(surface, safeText(name), Math.max(leastName, room));
    return `${padEnd(first, room)}  ${behind[at] ?? ""}`;
  });
  let at = 0;
  return sample.map((row): Part[] => {
    if ("raw" in row) return [`   ${fitProse(surface, read[at++] ?? "", columns - 4)}`];
    const { code, data } = row.problem;
    const { message } = describeError(code, data, t.language);
    return [{ text: ` ${glyphs.state.failed} ${fitProse(surface, message, columns - 4)}`, tone: "bad" }];
  });
}

import { fields } from "../../../engine/workflows/products/source/columns.ts";
import { alertLines, statsLines } from "../../presentation/products.ts";
import { safeText } from "../../safe-text.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { ColumnsModel } from "../screens/products/columns/model.ts";
import { fieldWords } from "../screens/products/columns/screen.tsx";
import { ProductStatsModel } from "../screens/products/stats/model.ts";
import type { Surface } from "../surface/surface.ts";

/** The screens of products as sentences; undefined for others. */
export function productsSentences(model: ScreenModel, surface: Surface): string[] | undefined {
  const { t } = surface;
  if (model instanceof ColumnsModel) {
    const { selected, columns, sample } = model.state.get();
    const field = fields[selected] ?? fields[0];
    const column = columns[field];
    const words = column === undefined ? t.text("products.noColumn") : safeText(column);
    const place = t.text("terminal.position", { number: selected + 1, total: fields.length });
    const [first] = sample.flatMap((row) => ("raw" in row ? [safeText(row.raw.name)] : []));
    return [`${fieldWords(field, surface)}: ${words}. ${place}`, ...(first === undefined ? [] : [first])];
  }
  if (model instanceof ProductStatsModel) {
    const { stats } = model.state.get();
    if (!stats) return [t.text("terminal.counting")];
    return [...alertLines(stats.alerts, t), ...statsLines(stats, t)].map((line) =>
      line.replace(/ {2,}/g, ": "),
    );
  }
  return undefined;
}

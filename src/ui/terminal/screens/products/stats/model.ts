import { type ProductStats, productStats } from "../../../../../engine/workflows/products/stats.ts";
import type { Desk } from "../../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../../desk/screen-model.ts";
import { Observable } from "../../../view-model/observable.ts";

/** The figures of all runs over products together, as `lote products stats` tells them. */
export class ProductStatsModel implements ScreenModel {
  readonly name = "productStats";
  /** Null while they are counted. */
  readonly state = new Observable<{ readonly stats: ProductStats | null }>({ stats: null });

  constructor(private readonly desk: Desk) {}

  title(): readonly string[] {
    return [this.desk.t.text("products.menu"), this.desk.t.text("products.menuStats")];
  }

  async shown(): Promise<void> {
    this.state.set({ stats: await productStats(this.desk.stores) });
  }

  actions(): Actions {
    return {};
  }
}

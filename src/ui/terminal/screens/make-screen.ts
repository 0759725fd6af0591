import { statusOf } from "../../../engine/run/progress.ts";
import type { Desk, Destination } from "../desk/desk.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { isOver } from "../run/run-actions.ts";
import { DashboardModel } from "./dashboard/model.ts";
import { EstimateModel } from "./estimate/model.ts";
import { FormModel } from "./form/model.ts";
import { MenuModel } from "./menu/model.ts";
import { ReviewModel } from "./review/model.ts";
import { RunsModel } from "./runs/model.ts";
import { SummaryModel } from "./summary/model.ts";

/** The screen of a destination. */
export function makeScreen(to: Destination, desk: Desk): ScreenModel {
  switch (to.screen) {
    case "menu":
      return new MenuModel(desk);
    case "form":
      return new FormModel(desk, to.flow);
    case "estimate":
      return new EstimateModel(desk, to.flow, to.values);
    case "runs":
      return new RunsModel(desk);
    case "review":
      return new ReviewModel(desk, to.run);
    case "run": {
      const { ledger } = desk.stores;
      const run = ledger.runs.get(to.run.id) ?? to.run;
      const status = statusOf(ledger, run, ledger.counters.counts(run.id));
      return isOver(status) ? new SummaryModel(desk, run) : new DashboardModel(desk, run);
    }
  }
}

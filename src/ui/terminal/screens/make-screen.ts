import { statusOf } from "../../../engine/run/progress.ts";
import type { Desk, Destination } from "../desk/desk.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { isOver } from "../run/run-actions.ts";
import { AcceptAllModel } from "./accept-all/model.ts";
import { CollectionModel } from "./collection/model.ts";
import { DashboardModel } from "./dashboard/model.ts";
import { DocumentsModel } from "./documents/model.ts";
import { EstimateModel } from "./estimate/model.ts";
import { CrewModel } from "./faces/crew/model.ts";
import { FaceGridModel } from "./faces/grid/model.ts";
import { facesMenu } from "./faces/menu.ts";
import { FormModel } from "./form/model.ts";
import { ListsModel } from "./lists/model.ts";
import { MenuModel } from "./menu/model.ts";
import { NamesModel } from "./names/model.ts";
import { proposedNames } from "./names/proposed.ts";
import { peopleMenu } from "./people/menu.ts";
import { ColumnsModel } from "./products/columns/model.ts";
import { productsMenu } from "./products/menu.ts";
import { ProductStatsModel } from "./products/stats/model.ts";
import { PromptModel } from "./prompt/model.ts";
import { ReviewModel } from "./review/model.ts";
import { RunsModel } from "./runs/model.ts";
import { SearchModel } from "./search/model.ts";
import { SubmenuModel } from "./submenu/model.ts";
import { SummaryModel } from "./summary/model.ts";

/** The screen of a destination. */
export function makeScreen(to: Destination, desk: Desk): ScreenModel {
  switch (to.screen) {
    case "menu":
      return new MenuModel(desk);
    case "form":
      return new FormModel(desk, to.flow, to.values);
    case "estimate":
      return new EstimateModel(desk, to.flow, to.values);
    case "runs":
      return new RunsModel(desk);
    case "people":
      return new SubmenuModel(desk, peopleMenu);
    case "documents":
      return new DocumentsModel(desk);
    case "faces":
      return new SubmenuModel(desk, facesMenu);
    case "products":
      return new SubmenuModel(desk, productsMenu);
    case "columns":
      return new ColumnsModel(desk, to.flow, to.values);
    case "productStats":
      return new ProductStatsModel(desk);
    case "faceGrid":
      return new FaceGridModel(desk);
    case "crew":
      return new CrewModel(desk);
    case "names":
      return new NamesModel(desk, to.names, to.category);
    case "lists":
      return new ListsModel(desk);
    case "collection":
      return new CollectionModel(desk);
    case "prompt":
      return new PromptModel(desk, to);
    case "search":
      return new SearchModel(desk, to.run, to.question, to.choose);
    case "acceptAll":
      return new AcceptAllModel(desk, to.run, to.done);
    case "review":
      return new ReviewModel(desk, to.run);
    case "run": {
      const { ledger } = desk.stores;
      const run = ledger.runs.get(to.run.id) ?? to.run;
      const status = statusOf(ledger, run, ledger.counters.counts(run.id));
      if (!isOver(status)) return new DashboardModel(desk, run);
      const proposed = status === "completed" ? proposedNames(desk.stores, run) : undefined;
      return proposed ? new NamesModel(desk, proposed.names, proposed.category) : new SummaryModel(desk, run);
    }
  }
}

import type { Application } from "../desk/application.ts";
import { useObservable } from "../view-model/observable.ts";
import { AcceptAllModel } from "./accept-all/model.ts";
import { AcceptAllScreen } from "./accept-all/screen.tsx";
import { CollectionModel } from "./collection/model.ts";
import { CollectionScreen } from "./collection/screen.tsx";
import { DashboardModel } from "./dashboard/model.ts";
import { DashboardScreen } from "./dashboard/screen.tsx";
import { DocumentsModel } from "./documents/model.ts";
import { DocumentsScreen } from "./documents/screen.tsx";
import { EstimateModel } from "./estimate/model.ts";
import { EstimateScreen } from "./estimate/screen.tsx";
import { CrewModel } from "./faces/crew/model.ts";
import { CrewScreen } from "./faces/crew/screen.tsx";
import { FaceGridModel } from "./faces/grid/model.ts";
import { FaceGridScreen } from "./faces/grid/screen.tsx";
import { FormModel } from "./form/model.ts";
import { FormScreen } from "./form/screen.tsx";
import { HelpModel } from "./help/model.ts";
import { HelpScreen } from "./help/screen.tsx";
import { ListsModel } from "./lists/model.ts";
import { ListsScreen } from "./lists/screen.tsx";
import { MenuModel } from "./menu/model.ts";
import { MenuScreen } from "./menu/screen.tsx";
import { NamesModel } from "./names/model.ts";
import { NamesScreen } from "./names/screen.tsx";
import { ColumnsModel } from "./products/columns/model.ts";
import { ColumnsScreen } from "./products/columns/screen.tsx";
import { ProductStatsModel } from "./products/stats/model.ts";
import { ProductStatsScreen } from "./products/stats/screen.tsx";
import { PromptModel } from "./prompt/model.ts";
import { PromptScreen } from "./prompt/screen.tsx";
import { ReviewModel } from "./review/model.ts";
import { ReviewScreen } from "./review/screen.tsx";
import { RunsModel } from "./runs/model.ts";
import { RunsScreen } from "./runs/screen.tsx";
import { SearchModel } from "./search/model.ts";
import { SearchScreen } from "./search/screen.tsx";
import { SubmenuModel } from "./submenu/model.ts";
import { SubmenuScreen } from "./submenu/screen.tsx";
import { SummaryModel } from "./summary/model.ts";
import { SummaryScreen } from "./summary/screen.tsx";

/** Draws the screen in front. */
export function ScreenView({ application }: { readonly application: Application }) {
  const model = useObservable(application.screens).at(-1);
  const notice = useObservable(application.notice);
  const confirmation = useObservable(application.confirmation);
  const frame = { notice, confirmation };
  if (model instanceof MenuModel)
    return <MenuScreen {...frame} model={model} folder={application.stores.folder} />;
  if (model instanceof FormModel) return <FormScreen {...frame} model={model} />;
  if (model instanceof EstimateModel) return <EstimateScreen {...frame} model={model} />;
  if (model instanceof DashboardModel)
    return <DashboardScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof SummaryModel) return <SummaryScreen {...frame} model={model} />;
  if (model instanceof RunsModel) return <RunsScreen {...frame} model={model} />;
  if (model instanceof ReviewModel)
    return <ReviewScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof SearchModel)
    return <SearchScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof AcceptAllModel)
    return <AcceptAllScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof FaceGridModel)
    return <FaceGridScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof CrewModel) return <CrewScreen {...frame} model={model} />;
  if (model instanceof SubmenuModel) return <SubmenuScreen {...frame} model={model} />;
  if (model instanceof NamesModel) return <NamesScreen {...frame} model={model} />;
  if (model instanceof ListsModel) return <ListsScreen {...frame} model={model} />;
  if (model instanceof CollectionModel)
    return <CollectionScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof DocumentsModel) return <DocumentsScreen {...frame} model={model} />;
  if (model instanceof ColumnsModel) return <ColumnsScreen {...frame} model={model} />;
  if (model instanceof ProductStatsModel) return <ProductStatsScreen {...frame} model={model} />;
  if (model instanceof PromptModel) return <PromptScreen {...frame} model={model} />;
  if (model instanceof HelpModel) return <HelpScreen {...frame} model={model} />;
  return null;
}

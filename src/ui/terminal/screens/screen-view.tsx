import type { Application } from "../desk/application.ts";
import { useObservable } from "../view-model/observable.ts";
import { DashboardModel } from "./dashboard/model.ts";
import { DashboardScreen } from "./dashboard/screen.tsx";
import { EstimateModel } from "./estimate/model.ts";
import { EstimateScreen } from "./estimate/screen.tsx";
import { FormModel } from "./form/model.ts";
import { FormScreen } from "./form/screen.tsx";
import { HelpModel } from "./help/model.ts";
import { HelpScreen } from "./help/screen.tsx";
import { MenuModel } from "./menu/model.ts";
import { MenuScreen } from "./menu/screen.tsx";
import { ReviewModel } from "./review/model.ts";
import { ReviewScreen } from "./review/screen.tsx";
import { RunsModel } from "./runs/model.ts";
import { RunsScreen } from "./runs/screen.tsx";
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
  if (model instanceof DashboardModel) return <DashboardScreen {...frame} model={model} />;
  if (model instanceof SummaryModel) return <SummaryScreen {...frame} model={model} />;
  if (model instanceof RunsModel) return <RunsScreen {...frame} model={model} />;
  if (model instanceof ReviewModel)
    return <ReviewScreen {...frame} model={model} pictures={application.pictures} />;
  if (model instanceof HelpModel) return <HelpScreen {...frame} model={model} />;
  return null;
}

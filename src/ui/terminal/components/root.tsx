import { useEffect, useMemo } from "react";
import type { Application } from "../desk/application.ts";
import { useApp, useInput, usePaste, useWindowSize } from "../ink.ts";
import { keyPresses } from "../keymap/key-name.ts";
import { ScreenView } from "../screens/screen-view.tsx";
import { Announcer } from "../spoken/announcer.tsx";
import { SurfaceProvider } from "../surface/surface.ts";
import { useRepaint } from "./use-repaint.ts";

export interface RootProps {
  readonly application: Application;
  /** Stops the process until the shell continues it; the terminal is the shell's meanwhile. */
  readonly stop: () => Promise<void>;
}

/** The whole terminal: keys go to the application, its front screen is drawn. */
export function Root({ application, stop }: RootProps) {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const settings = application.surface.get();
  const surface = useMemo(() => ({ ...settings, columns, rows }), [settings, columns, rows]);
  useEffect(() => application.surface.set(surface), [application, surface]);
  useRepaint(columns, rows, settings.screenReader);
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) {
      if (press.name === "ctrl+z") void suspendTerminal(stop);
      else application.press(press);
    }
  });
  usePaste((text) => application.paste(text));
  return (
    <SurfaceProvider value={surface}>
      {surface.screenReader ? (
        <Announcer application={application} />
      ) : (
        <ScreenView application={application} />
      )}
    </SurfaceProvider>
  );
}

/**
 * Stops this process as Ctrl-Z does, with all of its group, so that a launcher stops too. Resolves when the shell
 * lets it go on; at once where there is no shell to do so.
 */
export async function stopUntilContinued(): Promise<void> {
  process.kill(0, "SIGTSTP");
  // The signal stops the process while it is here; what follows runs after it was continued.
  await Bun.sleep(50);
}

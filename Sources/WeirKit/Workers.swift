/// Makes this process a worker, and does not return, if a run of this program has started it as one. A program that runs plans in
/// mode `processes` calls it first thing in its `main`, before it reads its arguments or has threads: worker processes are this
/// program, started once more. A program that adds something to the engine calls ``WeirEngine/runWorkerIfAsked()`` in its place.
public func runWorkerIfAsked() { Engine.serveIfAsked() }

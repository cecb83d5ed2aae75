import Caching
import Events
import FileWatching
import Monitor
import Plan
import Runtime
import Watching
import WeirKit

/// From changed files to plans, and from plans to runs.
extension WatchSession {
    /// Finds the plans of the place, and looks at those that are new.
    func lookForPlans() {
        let found = place.plans
        for path in queue.paths where !found.contains(path) && path != current?.path {
            queue.removed(path)
            versions[path] = nil
            told[path] = nil
            display.tell(.removed(plan: place.name(of: path)))
        }
        for path in found where queue.state(of: path) == nil { look(at: path) }
        renewFolders()
        tellPlans()
    }

    /// Looks at every plan that changes may concern.
    func look(at changes: FolderChanges) {
        let affected = changes.isIncomplete ? queue.paths : queue.affected(by: changes.paths)
        for path in affected where place.exists(path) { look(at: path) }
        if changes.isIncomplete || changes.paths.contains(where: { place.mayBePlan($0) }) { lookForPlans() }
        if command.onBusy == .restart, let run = current, queue.isRunningStale {
            display.tell(.restarts(plan: place.name(of: run.path)))
            run.giveUp()
        }
        renewFolders()
        tellPlans()
    }

    /// Reads a plan again. If it does nothing else than before, nothing follows.
    func look(at path: String) {
        let name = place.name(of: path)
        do throws(PlanError) {
            let plan = try Engine.plan(
                place.written(path), parameters: command.options.parameters,
                allowsCommands: !command.options.noCommands, isStrict: command.options.strict)
            let inputs = Engine.inputs(ofPlanFile: path, plan)
            let new = WatchedVersion(plan: plan, identity: display.identity(of: plan, files: files))
            let old = versions[path]
            versions[path] = new
            let wasInvalid = told.removeValue(forKey: path) != nil
            if let old, old.isSame(as: new), !wasInvalid {
                versions[path]?.isDone = old.isDone
                queue.updated(path, inputs)
                return
            }
            queue.planned(path, inputs)
            guard let old else { return }
            let difference = PlanDifference(from: old.plan, old.identity, to: new.plan, new.identity)
            if difference.isEmpty { return }
            let forecast = forecast(of: new).map { "; \($0.text)" } ?? ""
            display.tell(.changed(plan: name, difference: difference.text + forecast))
            if let run = current, run.path == path, command.onBusy == .queue {
                display.tell(.waits(plan: name, for: name))
            }
        } catch {
            let inputs = Engine.inputs(ofPlanFile: path, nil, parameters: command.options.parameters)
            queue.invalid(path, inputs)
            guard told[path] != error.diagnostics else { return }
            told[path] = error.diagnostics
            display.tell(.invalid(plan: name, error.diagnostics, keeps: versions[path] != nil))
        }
    }

    /// Starts the plan that is next, if none runs. One of which nothing has to run is done with.
    func startNext() {
        defer { tellPlans() }
        while current == nil, stop == nil, !isLeft, let path = queue.next {
            guard let version = versions[path] else { return queue.removed(path) }
            queue.started(path)
            var request = request(for: version)
            let cached = CachedRun(version.plan, identity: version.identity, store: store, files: files)
            guard cached.selection.runCount > 0 else {
                versions[path]?.isDone = true
                queue.ended(path, isGood: true)
                display.tell(.current(plan: place.name(of: path)))
                continue
            }
            request.cache = cached
            let forecast = RunForecast(of: version.plan, version.identity, cached.selection, costs: costs)
            if forecast.isWorthSaying { display.tell(.begins(plan: place.name(of: path), forecast: forecast.text)) }
            do throws(CommandFailure) {
                current = try WatchRun(
                    path, name: place.name(of: path), request, history: history(of: version.plan), display: display
                ) { [inbox] result in
                    inbox.put { $0.ended = result }
                }
            } catch {
                queue.ended(path, isGood: false)
                display.tell(.notice(error.message))
            }
        }
    }

    /// A run of a plan as it is now, with what earlier runs tell of it, but for what the cache has of it.
    private func request(for version: WatchedVersion) -> RunRequest {
        var request = Engine.request(for: version.plan, configuration: configuration)
        command.arguments.apply(to: &request)
        display.adapt(&request)
        request.expectations = history(of: version.plan).flatMap { Engine.expectations(of: version.plan, from: $0) }
        return request
    }

    /// What the next run of a plan will take.
    private func forecast(of version: WatchedVersion) -> CostForecast? {
        let request = request(for: version)
        guard let expectations = request.expectations else { return nil }
        let selection = WorkSelection(of: version.plan, version.identity, from: store, files: files)
        return CostForecast(request, selection, expectations)
    }

    /// Shows the plans with their states.
    func tellPlans() {
        display.show(
            queue.paths.map { path in
                WatchedPlan(
                    path: path, name: place.name(of: path), state: queue.state(of: path) ?? .stale,
                    problem: told[path]?.first { $0.severity == .error })
            })
    }
}

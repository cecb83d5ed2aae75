import Compute
import Events
import Plan

/// How the loop keeps a memory budget, where the run has one.
extension RunLoop {
    /// Whether there is room for a step that was just started; makes room where nothing else would. If not, the step is held back
    /// until others have ended, or will be failed.
    mutating func hasRoom(for step: StepID) -> Bool {
        guard let budget else { return true }
        let need = needs.removeValue(forKey: step) ?? executor.estimate(step)
        let plan = shared.plan.steps[Int(step.index)]
        let resident = lifecycle.residentBytes + (live?.bytesBeside ?? 0)
        switch budget.answer(need, resident: resident, isReading: plan.inputs.isEmpty) {
        case .starts: break
        case .waits:
            needs[step] = need
            state.holdBack(step)
            return false
        case .needsSpill(let bytes):
            do {
                // At least an eighth of all, so that many small steps do not make many small files.
                try spill(max(bytes, budget.room / 8))
            } catch {
                unprepared.append((step, RunFault(.memoryBudget, "there is no room for it, and \(error)", step: step)))
                return false
            }
        case .neverFits:
            unprepared.append((step, budget.fault(plan, need.least, isExpected: true)))
            return false
        }
        self.budget?.started(step, need)
        return true
    }

    /// A step holds no memory of its own any more: it ended, or never began.
    mutating func leavesRoom(_ step: StepID) {
        guard budget != nil else { return }
        if budget?.ended(step) == true { request.memoryMeter.releaseUnused() }
        if request.ownBytes == nil, budget?.isIdle == true {
            budget?.learned(ownBytes: Self.ownBytes(request.memoryMeter))
        }
        hasNewRoom = true
    }

    /// Lets steps try again that there was no room for.
    mutating func useNewRoom() {
        guard hasNewRoom else { return }
        hasNewRoom = false
        state.reconsiderHeldBack()
    }

    /// Why a step that has stored so many bytes cannot be part of the run.
    func overflow(_ step: StepID, stored bytes: Int) -> RunFault? {
        guard let budget, bytes > budget.mostForAStep else { return nil }
        return budget.fault(shared.plan.steps[Int(step.index)], bytes, isExpected: false)
    }

    private mutating func spill(_ bytes: Int) throws {
        let plan = shared.plan
        let (state, executor) = (state, executor)
        let spilled = try lifecycle.spill(
            bytes, from: executor.instances, into: SpillFolder.path,
            order: { slot in
                let producer = Int(plan[slot].producer.index)
                return state.graph.dependents(of: producer).reduce(0) { latest, dependent in
                    let step = StepID(Int(dependent))
                    guard plan.steps[Int(dependent)].inputs.contains(slot) else { return latest }
                    return max(latest, state.urgency(of: step))
                }
            }, framework: { executor.portableFramework(of: $0) })
        if spilled > 0 && !hasToldSpilling {
            hasToldSpilling = true
            events.publish(
                .logLine(nil, "memory is scarce: data that is used late waits in \(SpillFolder.path)"))
        }
    }
}

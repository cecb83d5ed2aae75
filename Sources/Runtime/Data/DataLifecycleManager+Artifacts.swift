import Compute
package import Plan

extension DataLifecycleManager {
    /// Files that the run writes artifacts to.
    var artifactPaths: [String] {
        guard let artifacts, !artifacts.folder.isLoaded else { return [] }
        return artifacts.files.values.map(\.path)
    }

    /// Keeps what a step fitted until the run's end, where it is to be saved.
    ///
    /// - Throws: where it is, and the step gave nothing.
    package mutating func keep(_ artifact: [UInt8]?, of step: StepID) throws(RunFault) {
        guard let artifacts, !artifacts.folder.isLoaded, let file = artifacts.files[step] else { return }
        guard let artifact else {
            throw RunFault(
                .brokenPromise, "it gave nothing to save as \(file.path.printable) of what it fitted", step: step)
        }
        fitted[step] = artifact
    }

    /// Writes every artifact beside its place, in the order of the plan's steps.
    ///
    /// - Returns: the files, and why the first that could not be written was not.
    func stageArtifacts(
        _ files: any OutputFiles, attempts: (StepID) -> Int
    ) -> (staged: [StagedArtifact], fault: RunFault?) {
        var staged: [StagedArtifact] = []
        for (step, body) in fitted.sorted(by: { $0.key < $1.key }) {
            do throws(RunFault) {
                guard let file = try artifacts?.file(of: step, body: body) else { continue }
                let id = plan.stagingID(of: step, attempt: attempts(step))
                let temporary = StepContext.stagingPath(for: file.path, id: id)
                staged.append(StagedArtifact(step: step, temporary: temporary, path: file.path))
                files.claim(temporary)
                if let reason = files.write(file.bytes, to: temporary) {
                    throw RunFault(.artifact, "\(file.path.printable) could not be written: \(reason)", step: step)
                }
            } catch {
                return (staged, error)
            }
        }
        return (staged, nil)
    }

    /// Puts staged artifacts in place; those after the first that cannot be are removed.
    mutating func place(_ staged: [StagedArtifact], isWanted: Bool, _ files: any OutputFiles) -> RunFault? {
        var fault: RunFault?
        for artifact in staged {
            guard isWanted && fault == nil else {
                files.remove(artifact.temporary)
                continue
            }
            if let reason = files.move(artifact.temporary, to: artifact.path) {
                files.remove(artifact.temporary)
                fault = RunFault(
                    .artifact, "\(artifact.path.printable) was written but could not be put in place: \(reason)",
                    step: artifact.step)
            } else {
                savedArtifacts.append((artifact.step, artifact.path))
            }
        }
        return fault
    }
}

/// An artifact's file before it is put in place.
struct StagedArtifact {
    var step: StepID
    var temporary: String
    var path: String
}

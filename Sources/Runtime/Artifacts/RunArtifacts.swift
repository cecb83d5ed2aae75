package import Compute
package import Plan

/// Where a run keeps what its features fit, or takes it from.
package struct ArtifactFolder: Sendable, Hashable {
    /// Absolute.
    package var path: String
    /// Whether nothing is fitted, and what lies there is used; else what is fitted is saved there.
    package var isLoaded: Bool

    package init(path: String, isLoaded: Bool) {
        self.path = path
        self.isLoaded = isLoaded
    }
}

/// The artifacts of one run: which steps have one, and which file it is. A file's name comes from the feature alone, so that other plans
/// that have the feature find it.
package struct RunArtifacts: Sendable {
    package struct File: Sendable, Hashable {
        /// Absolute.
        package var path: String
        package var header: ArtifactFile.Header
    }

    package let folder: ArtifactFolder
    /// By the steps that fit.
    package let files: [StepID: File]

    /// - Throws: where a step that fits runs in a framework that keeps no artifacts, or two steps would have one file.
    package init(
        _ folder: ArtifactFolder, of plan: ExecutionPlan, frameworks: [any ComputeFramework]
    ) throws(RunFault) {
        self.folder = folder
        let keepers = Set(frameworks.filter(\.keepsArtifacts).map(\.name))
        let hash = plan.stepsHash
        var fitted: [(step: Step, place: String, header: ArtifactFile.Header)] = []
        // How many features would have each name. Some file systems take letters of either case for the same.
        var bearers: [String: Int] = [:]
        for step in plan.steps {
            guard case .compute(let call) = step.work, call.isFitted else { continue }
            let place = step.position.map { "\($0): " } ?? ""
            guard keepers.contains(step.framework) else {
                throw RunFault(
                    .artifact,
                    "\(place)“\(step.label)” runs in \(step.framework), which keeps no artifacts; run it in arrow",
                    step: step.id)
            }
            let header = ArtifactFile.Header(
                feature: step.label, call: call, inputs: step.inputs.map { plan[$0].name }, plan: plan.name,
                planHash: hash)
            bearers[Self.fileName(header).lowercased(), default: 0] += 1
            fitted.append((step, place, header))
        }
        var files: [StepID: File] = [:]
        var steps: [String: StepID] = [:]
        for (step, place, header) in fitted {
            var name = Self.fileName(header)
            // Features of one name that live in several row spaces are told apart by these.
            if bearers[name.lowercased()] != 1, let dataset = plan.dataset(of: step) {
                name = "\(Self.plain(plan[dataset].name)).\(name)"
            }
            if let other = steps.updateValue(step.id, forKey: name.lowercased()) {
                throw RunFault(
                    .artifact,
                    "\(place)“\(step.label)” is computed twice (\(other) and \(step.id)), and both would have the artifact "
                        + "\(name); give one of them a name of its own by in_features: and name:", step: step.id)
            }
            files[step.id] = File(path: "\(folder.path)/\(name)", header: header)
        }
        self.files = files
    }

    /// What the run's steps do about them. Reads the files where they are to be used.
    ///
    /// - Throws: where one is missing, damaged, or belongs to another feature; says so of each.
    package func uses() throws(RunFault) -> ArtifactUses {
        guard folder.isLoaded else { return .save }
        var loaded: [StepID: [UInt8]] = [:]
        var problems: [String] = []
        for (step, file) in files.sorted(by: { $0.key < $1.key }) {
            do throws(RunFault) {
                loaded[step] = try load(file, of: step)
            } catch {
                problems.append(error.message)
            }
        }
        guard problems.isEmpty else { throw RunFault(.artifact, problems.joined(separator: "\n")) }
        return .load(loaded)
    }

    private func load(_ file: File, of step: StepID) throws(RunFault) -> [UInt8] {
        let remedy = "save it with --artifacts \(folder.path.printable) and without --load"
        func fault(_ what: String) -> RunFault { RunFault(.artifact, "\(file.path.printable): \(what)", step: step) }
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            bytes = try FileSystem.read(file.path)
        } catch {
            let reason = error.isAbsence ? "there is no such artifact" : "it cannot be read: \(error.reason)"
            throw fault("\(reason), which “\(file.header.feature)” needs; \(remedy)")
        }
        do {
            let found = try ArtifactFile.header(of: bytes)
            if let difference = found.difference(from: file.header) {
                throw fault("it is the artifact of another feature: \(difference); \(remedy)")
            }
            try FeatureCall(file.header).check(artifact: bytes)
        } catch let error as RunFault {
            throw error
        } catch {
            throw fault("\((error as? ComputeError)?.message ?? "\(error)"); \(remedy)")
        }
        return bytes
    }

    /// The whole file that a step's artifact comes to.
    package func file(of step: StepID, body: [UInt8]) throws(RunFault) -> (path: String, bytes: [UInt8])? {
        guard let file = files[step] else { return nil }
        do {
            return (file.path, try ArtifactFile.file(file.header, body: body))
        } catch {
            throw RunFault(
                .artifact, "the artifact of “\(file.header.feature)” cannot be written: \(error)", step: step)
        }
    }

    // MARK: names

    /// A feature without options whose name is plain is named after it. Every other has a number behind its name, made of all that
    /// tells it from others.
    private static func fileName(_ header: ArtifactFile.Header) -> String {
        var isPlain = header.options.isEmpty && header.feature.utf8.count <= longestName
        var name = ""
        for scalar in header.feature.unicodeScalars.prefix(longestName) {
            switch scalar {
            case "a"..."z", "0"..."9", "_", "-", ",", "&", "~": name.unicodeScalars.append(scalar)
            default:
                isPlain = false
                name += "-"
            }
        }
        // What the name says of its inputs need not be all.
        let isNamedAfterInputs = header.feature.hasSuffix("__\(header.operation)")
        if isPlain && isNamedAfterInputs { return name + ".json" }
        var hash = StableHash()
        hash.add(header.feature)
        hash.add(header.group)
        hash.add(header.operation)
        for input in header.inputs { hash.add(input) }
        for (option, value) in header.options.sorted(by: { $0.key < $1.key }) {
            hash.add(option)
            hash.add(value)
        }
        return "\(name)-\(hash.text).json"
    }

    /// A row space's name as part of a file's.
    private static func plain(_ space: String) -> String {
        String(
            String.UnicodeScalarView(
                space.unicodeScalars.prefix(longestName).map { scalar in
                    switch scalar {
                    case "a"..."z", "0"..."9", "_": scalar
                    default: "-"
                    }
                }))
    }

    /// Bytes; file systems take 255 with what a temporary name adds.
    private static let longestName = 100
}

extension ArtifactFile.Header {
    /// How it does not belong to the same feature as another, whatever plan made it; nil: it does.
    fileprivate func difference(from wanted: ArtifactFile.Header) -> String? {
        func differ(_ what: String, _ found: String, _ wanted: String) -> String? {
            found == wanted ? nil : "its \(what) is \(found.printable), and this plan's is \(wanted.printable)"
        }
        func text(_ options: [String: String]) -> String {
            options.isEmpty
                ? "none" : options.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
        return differ("feature", feature, wanted.feature) ?? differ("feature group", group, wanted.group)
            ?? differ("operation", operation, wanted.operation)
            ?? differ("list of inputs", inputs.joined(separator: ", "), wanted.inputs.joined(separator: ", "))
            ?? differ("list of options", text(options), text(wanted.options))
    }
}

extension FeatureCall {
    /// As far as it tells how an artifact is read.
    fileprivate init(_ header: ArtifactFile.Header) {
        self.init(group: header.group, operation: header.operation, inputCount: header.inputs.count)
    }
}

extension ExecutionPlan {
    /// A number of what its steps do, the same wherever the plan lies and whatever data it reads.
    fileprivate var stepsHash: String {
        var hash = StableHash()
        for step in steps {
            hash.add(step.label)
            hash.add(step.work.kind.rawValue)
            if case .compute(let call) = step.work {
                hash.add(call.group)
                hash.add(call.operation)
                for (option, value) in call.options.sorted(by: { $0.key < $1.key }) { hash.add("\(option): \(value)") }
            }
            for input in step.inputs { hash.add("\(input)") }
        }
        return hash.text
    }
}

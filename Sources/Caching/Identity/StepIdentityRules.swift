import Columnar
import Plan

/// On what each output of a step depends, for each kind of work.
struct StepIdentityRules {
    let plan: ExecutionPlan
    let engine: String
    let previews: String
    /// Of databases: another driver may read otherwise.
    let drivers: String
    let fitted: FittedSteps
    let sources: any StepSources

    /// Raised when what is hashed, or what it means, changes.
    private static let version = "weir step 1"

    struct Identity {
        var step: ContentHash
        /// One for each output slot.
        var outputs: [ContentHash]
    }

    /// Nil: it has none.
    func identity(of step: Step, slots: (SlotID) -> ContentHash?) throws -> Identity? {
        var inputs: [ContentHash] = []
        inputs.reserveCapacity(step.inputs.count)
        for slot in step.inputs {
            guard let hash = slots(slot) else { return nil }
            inputs.append(hash)
        }
        var base = IdentityBytes(Self.version)
        base.add(engine)
        base.add(step.framework.rawValue)
        switch step.work {
        case .read(let work): return try read(work, step, &base)
        case .compute(let call):
            base.add("compute")
            try base.add(call)
            base.add(inputs)
            if let file = fitted.file(of: step.id) {
                guard let artifact = sources.hash(of: file) else { return nil }
                base.add(artifact)
            }
            return whole(base, step)
        case .pick(let suffix):
            base.add("pick")
            base.add(suffix)
            base.add(inputs)
            return whole(base, step)
        case .rowNumber:
            base.add("row number")
            base.add(Array(inputs.prefix(1)))
            return whole(base, step)
        case .order(let work):
            base.add("order")
            try base.add(work)
            base.add(inputs)
            return whole(base, step)
        case .filter(let predicate):
            base.add("filter")
            try base.add(predicate)
            let references = predicate.references.count
            base.add(Array(inputs.prefix(references)))
            return columns(base, inputs.dropFirst(references).map { [$0] }, step)
        case .groupBy(let keys, let aggregates): return try groupBy(keys, aggregates, inputs, step, &base)
        case .select(let work): return try select(work, inputs, step, &base)
        case .append(let parts, let distinct): return append(parts, distinct, inputs, step, &base)
        case .command(let work): return try command(work, inputs, step, &base)
        case .query(let work): return try query(work, inputs, step, &base)
        case .join(let work): return try join(work, inputs, step, &base)
        case .transform(let from):
            base.add("transform")
            base.add(from.rawValue)
            return columns(base, inputs.map { [$0] }, step)
        case .check(let work):
            base.add("check")
            try base.add(work)
            base.add(inputs)
            return whole(base, step)
        case .write(let output):
            base.add("write")
            base.add(previews)
            var output = plan.outputs[output]
            output.step = StepID(0)
            output.target = output.target.map { sources.definition(of: $0) }
            try base.add(output)
            base.add(inputs)
            return whole(base, step)
        }
    }

    // MARK: Kinds of work

    /// A column depends on the file, on how it is read, and on the rows taken; not on the other columns.
    private func read(_ work: ReadWork, _ step: Step, _ base: inout IdentityBytes) throws -> Identity? {
        guard let fingerprint = sources.fingerprint(of: work.source.origin.value) else { return nil }
        base.add("read")
        base.add(fingerprint)
        var source = work.source
        source.name.value = ""
        source.columns = nil
        source.origin.value = sources.definition(of: source.origin.value)
        try base.add(source)
        base.add(count: work.predicate == nil ? 0 : 1)
        if let predicate = work.predicate { try base.add(predicate) }
        base.add(drivers)
        return named(base, work.columns.prefix(step.outputs.count), step)
    }

    /// Which rows there are depends on the keys alone.
    private func groupBy(
        _ keys: Int, _ aggregates: [AggregateCall], _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) throws -> Identity? {
        base.add("group by")
        base.add(count: keys)
        base.add(Array(keys == 0 ? inputs.prefix(1) : inputs.prefix(keys)))
        var parts = (0..<keys).map { [inputs[$0]] }
        for aggregate in aggregates {
            var own = IdentityBytes("aggregate")
            own.add(aggregate.operation)
            parts.append([own.hash] + (aggregate.input.map { [inputs[$0]] } ?? []))
        }
        return columns(base, parts, step)
    }

    private func select(
        _ work: SelectWork, _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) throws -> Identity? {
        base.add("select")
        try base.add(work)
        let deciding = (work.predicate?.references.count ?? 0) + work.descending.count
        // Rows are told apart by all that is carried.
        base.add(Array(work.distinct ? inputs[...] : inputs.prefix(deciding)))
        return columns(base, inputs.dropFirst(deciding).map { [$0] }, step)
    }

    private func append(
        _ parts: Int, _ distinct: Bool, _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) -> Identity? {
        base.add("append")
        base.add(count: parts)
        base.add(distinct ? inputs : [])
        let width = step.outputs.count
        guard inputs.count == parts * width else { return nil }
        return columns(base, (0..<width).map { column in (0..<parts).map { inputs[$0 * width + column] } }, step)
    }

    private func command(
        _ work: CommandWork, _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) throws -> Identity? {
        guard let fingerprint = sources.fingerprint(of: work) else { return nil }
        base.add("command")
        base.add(fingerprint)
        var definition = sources.definition(of: work)
        definition.wanted = []
        try base.add(definition)
        base.add(inputs)
        return named(base, work.wanted.map { work.outputs[$0].name }, step)
    }

    private func query(
        _ work: QueryWork, _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) throws -> Identity? {
        base.add("query")
        for path in work.sourceFiles {
            guard let hash = sources.hash(of: path) else { return nil }
            base.add(hash)
        }
        for database in work.databases {
            guard let fingerprint = sources.fingerprint(of: database.origin) else { return nil }
            base.add(fingerprint)
        }
        var definition = work
        definition.wanted = []
        for index in work.databases.indices {
            definition.databases[index].origin = sources.definition(of: work.databases[index].origin)
        }
        for index in work.tables.indices {
            guard var file = work.tables[index].file else { continue }
            file.source.name.value = ""
            file.source.columns = nil
            file.source.origin.value = sources.definition(of: file.source.origin.value)
            file.path = ""
            definition.tables[index].file = file
        }
        try base.add(definition)
        base.add(drivers)
        base.add(inputs)
        return named(base, work.wanted.map { work.outputs[$0].name }, step)
    }

    /// Which rows there are depends on the keys and times alone.
    private func join(
        _ work: JoinWork, _ inputs: [ContentHash], _ step: Step, _ base: inout IdentityBytes
    ) throws -> Identity? {
        base.add("join")
        var definition = work
        (definition.leftCarried, definition.rightCarried, definition.coalesced) = (0, 0, [])
        try base.add(definition)
        let deciding = 2 * work.keys + (work.asOf == nil ? 0 : 2)
        guard inputs.count == deciding + work.leftCarried + work.rightCarried else { return nil }
        base.add(Array(inputs.prefix(deciding)))
        func side(_ name: String, _ part: [ContentHash]) -> [ContentHash] { [IdentityBytes(name).hash] + part }
        var parts = inputs[deciding...].prefix(work.leftCarried).map { side("left", [$0]) }
        parts += inputs.suffix(work.rightCarried).map { side("right", [$0]) }
        parts += work.coalesced.map { side("key", [inputs[$0], inputs[work.keys + $0]]) }
        return columns(base, parts, step)
    }

    // MARK: Outputs

    /// All that the step makes depends on all that was added.
    private func whole(_ base: IdentityBytes, _ step: Step) -> Identity {
        named(base, step.outputs.indices.map { "\($0)" }, step)
    }

    /// Each output has a name among all that the step could make.
    private func named(_ base: IdentityBytes, _ names: some Sequence<String>, _ step: Step) -> Identity {
        columns(
            base,
            names.map { name in
                var own = IdentityBytes("name")
                own.add(name)
                return [own.hash]
            }, step)
    }

    /// Each output depends on what was added and on a part of its own.
    private func columns(_ base: IdentityBytes, _ parts: [[ContentHash]], _ step: Step) -> Identity {
        let common = base.hash
        let outputs = zip(step.outputs, parts).map { slot, part in
            var own = IdentityBytes("slot")
            own.add(common)
            own.add(part)
            own.add(plan[slot].type.map { "\($0)" } ?? "")
            return own.hash
        }
        var whole = IdentityBytes("step")
        whole.add(common)
        whole.add(outputs)
        return Identity(step: whole.hash, outputs: outputs)
    }
}

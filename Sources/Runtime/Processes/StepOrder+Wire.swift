import Compute
import Plan

extension StepOrder: WireCodable {
    func write(to wire: inout WireWriter) throws {
        wire.put(label)
        try work.write(to: &wire)
        wire.put(framework.rawValue)
        for places in [inputs, outputs] {
            wire.put(places) { wire, place in
                wire.put(place.name)
                wire.put(place.type) { $1.write(to: &$0) }
            }
        }
        try wire.put(output) { try $0.put(json: $1) }
        wire.put(pieces) { wire, piece in piece.write(to: &wire) }
        wire.put(carrier) { $1.write(to: &$0) }
        wire.put(data) { wire, input in
            wire.put(input.memory)
            input.layout.write(to: &wire)
        }
        wire.put(drivers.sorted { $0.key < $1.key }) { wire, driver in
            wire.put(driver.key)
            wire.put(driver.value)
        }
        wire.put(stagingID)
        wire.put(previewRows)
        wire.put(describesResults)
        artifact.write(to: &wire)
        wire.put(lineage) { $0.put($1) }
    }

    init(from wire: inout WireReader) throws(RunFault) {
        func place(_ wire: inout WireReader) throws(RunFault) -> Place {
            let name = try wire.string()
            return Place(name: name, type: try wire.optional { wire throws(RunFault) in try DataType(from: &wire) })
        }
        label = try wire.string()
        work = try StepWork(from: &wire)
        framework = FrameworkName(try wire.string())
        inputs = try wire.list(place)
        outputs = try wire.list(place)
        output = try wire.optional { wire throws(RunFault) in try wire.json(OutputPlan.self) }
        pieces = try wire.list { wire throws(RunFault) in try Piece(from: &wire) }
        carrier = try wire.optional { wire throws(RunFault) in try Carrier(from: &wire) }
        data = try wire.list { wire throws(RunFault) in
            Input(memory: try wire.int(), layout: try SharedData.Layout(from: &wire))
        }
        let drivers = try wire.list { wire throws(RunFault) in (try wire.string(), try wire.string()) }
        self.drivers = Dictionary(drivers) { first, _ in first }
        stagingID = try wire.string()
        previewRows = try wire.int()
        describesResults = try wire.bool()
        artifact = try ArtifactUse(from: &wire)
        lineage = try wire.optional { wire throws(RunFault) in try wire.string() }
    }
}

extension StepOrder.Piece {
    fileprivate func write(to wire: inout WireWriter) {
        switch self {
        case .copy(let bytes):
            wire.put(0)
            wire.put(bytes)
        case .descriptor: wire.put(1)
        case .ticket(let ticket):
            wire.put(2)
            wire.put(ticket)
        }
    }

    fileprivate init(from wire: inout WireReader) throws(RunFault) {
        switch try wire.int() {
        case 0: self = .copy(try wire.byteList())
        case 1: self = .descriptor
        case 2: self = .ticket(try wire.string())
        default: throw WireReader.misunderstood("an input at an unknown place")
        }
    }
}

extension StepOrder.Carrier: WireCodable {
    func write(to wire: inout WireWriter) {
        wire.put(address)
        wire.put(ticket)
    }

    init(from wire: inout WireReader) throws(RunFault) {
        address = try wire.string()
        ticket = try wire.string()
    }
}

extension CarrierOffer: WireCodable {
    func write(to wire: inout WireWriter) {
        switch self {
        case .carrier(let carrier):
            wire.put(true)
            carrier.write(to: &wire)
        case .none(let reason):
            wire.put(false)
            wire.put(reason)
        }
    }

    init(from wire: inout WireReader) throws(RunFault) {
        self = try wire.bool() ? .carrier(StepOrder.Carrier(from: &wire)) : .none(because: wire.string())
    }
}

extension StepAnswer: WireCodable {
    func write(to wire: inout WireWriter) throws {
        switch self {
        case .made(let product):
            wire.put(true)
            wire.put(product.outputs) { $1.write(to: &$0) }
            wire.put(product.rows)
            try wire.put(product.output) { wire, output in
                try wire.put(json: output.file)
                wire.put(output.table) { $1.write(to: &$0) }
            }
            try wire.put(product.violation) { try $0.put(json: $1) }
            wire.put(product.removedRows) { $0.put($1) }
            wire.put(product.artifact) { $0.put($1) }
            wire.put(product.warnings) { $0.put($1) }
            wire.put(product.processorTime)
        case .failed(let failure):
            wire.put(false)
            try wire.put(json: failure)
        }
    }

    init(from wire: inout WireReader) throws(RunFault) {
        guard try wire.bool() else {
            self = .failed(try wire.json(Failure.self))
            return
        }
        let outputs = try wire.list { wire throws(RunFault) in try Data(from: &wire) }
        let rows = try wire.int()
        let output = try wire.optional { wire throws(RunFault) in
            Output(
                file: try wire.json(File.self),
                table: try wire.optional { wire throws(RunFault) in try Data(from: &wire) })
        }
        self = .made(
            Product(
                outputs: outputs, rows: rows, output: output,
                violation: try wire.optional { wire throws(RunFault) in try wire.json(CheckViolation.self) },
                removedRows: try wire.optional { wire throws(RunFault) in try wire.int() },
                artifact: try wire.optional { wire throws(RunFault) in try wire.byteList() },
                warnings: try wire.list { wire throws(RunFault) in try wire.string() },
                processorTime: try wire.uint64()))
    }
}

extension StepAnswer.Data {
    func write(to wire: inout WireWriter) {
        switch self {
        case .input(let place):
            wire.put(0)
            wire.put(place)
        case .new(let layout, let copy):
            wire.put(1)
            layout.write(to: &wire)
            wire.put(copy) { $0.put($1) }
        case .sent(let layout, let place):
            wire.put(2)
            layout.write(to: &wire)
            wire.put(place)
        }
    }

    init(from wire: inout WireReader) throws(RunFault) {
        switch try wire.int() {
        case 0: self = .input(try wire.int())
        case 1:
            let layout = try SharedData.Layout(from: &wire)
            self = .new(layout, copy: try wire.optional { wire throws(RunFault) in try wire.byteList() })
        case 2: self = .sent(try SharedData.Layout(from: &wire), place: try wire.int())
        default: throw WireReader.misunderstood("an output at an unknown place")
        }
    }
}

extension DataType {
    fileprivate func write(to wire: inout WireWriter) {
        switch self {
        case .bool: wire.put(0)
        case .int32: wire.put(1)
        case .int64: wire.put(2)
        case .float32: wire.put(3)
        case .float64: wire.put(4)
        case .decimal(let precision, let scale):
            wire.put(5)
            wire.put(precision)
            wire.put(scale)
        case .string: wire.put(6)
        case .binary: wire.put(7)
        case .date: wire.put(8)
        case .timestamp: wire.put(9)
        }
    }

    fileprivate init(from wire: inout WireReader) throws(RunFault) {
        switch try wire.int() {
        case 0: self = .bool
        case 1: self = .int32
        case 2: self = .int64
        case 3: self = .float32
        case 4: self = .float64
        case 5: self = .decimal(precision: try wire.int(), scale: try wire.int())
        case 6: self = .string
        case 7: self = .binary
        case 8: self = .date
        case 9: self = .timestamp
        default: throw WireReader.misunderstood("an unknown type")
        }
    }
}

extension ArtifactUse {
    fileprivate func write(to wire: inout WireWriter) {
        switch self {
        case .none: wire.put(0)
        case .save: wire.put(1)
        case .load(let file):
            wire.put(2)
            wire.put(file)
        }
    }

    fileprivate init(from wire: inout WireReader) throws(RunFault) {
        switch try wire.int() {
        case 0: self = .none
        case 1: self = .save
        case 2: self = .load(try wire.byteList())
        default: throw WireReader.misunderstood("an unknown use of artifacts")
        }
    }
}

extension SharedData.Layout {
    fileprivate func write(to wire: inout WireWriter) {
        switch form {
        case .column: wire.put(0)
        case .family(let suffixes):
            wire.put(1)
            wire.put(suffixes) { $0.put($1) }
        case .table(let names):
            wire.put(2)
            wire.put(names) { $0.put($1) }
        }
        wire.put(rowCount)
        wire.put(sizes) { $0.put(Int($1)) }
    }

    fileprivate init(from wire: inout WireReader) throws(RunFault) {
        let form: Form
        switch try wire.int() {
        case 0: form = .column
        case 1: form = .family(suffixes: try wire.list { wire throws(RunFault) in try wire.string() })
        case 2: form = .table(names: try wire.list { wire throws(RunFault) in try wire.string() })
        default: throw WireReader.misunderstood("data of an unknown form")
        }
        self.init(
            form: form, rowCount: try wire.int(),
            sizes: try wire.list { wire throws(RunFault) in Int64(try wire.int()) })
    }
}

extension StepWork {
    /// Most steps compute a feature.
    fileprivate func write(to wire: inout WireWriter) throws {
        guard case .compute(let call) = self, call.options.isEmpty else {
            wire.put(false)
            return try wire.put(json: self)
        }
        wire.put(true)
        wire.put(call.group)
        wire.put(call.operation)
        wire.put(call.inputCount)
    }

    fileprivate init(from wire: inout WireReader) throws(RunFault) {
        guard try wire.bool() else {
            self = try wire.json(StepWork.self)
            return
        }
        self = .compute(
            FeatureCall(group: try wire.string(), operation: try wire.string(), inputCount: try wire.int()))
    }
}

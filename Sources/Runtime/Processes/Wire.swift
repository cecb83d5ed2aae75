#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What goes between an engine and its workers as bytes. Both are one program, so there is no need for names of fields; a field has its
/// place. That takes a fraction of JSON's time, which is left to what is rare or deep.
protocol WireCodable {
    /// - Throws: where a value cannot be written.
    func write(to wire: inout WireWriter) throws
    init(from wire: inout WireReader) throws(RunFault)
}

extension WireCodable {
    var wireBytes: [UInt8] {
        get throws {
            var wire = WireWriter(capacity: 1024)
            try write(to: &wire)
            return wire.bytes
        }
    }

    /// - Throws: where the bytes are none of this type.
    init(wireBytes: [UInt8]) throws(RunFault) {
        var wire = WireReader(wireBytes)
        try self.init(from: &wire)
        guard wire.isAtEnd else { throw WireReader.misunderstood("there is too much") }
    }
}

/// Numbers of eight bytes, little endian; texts and lists after their counts.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: bytes that are likely enough.
    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func put(_ number: Int) { bytes.append(littleEndian: Int64(number)) }
    mutating func put(_ number: UInt64) { bytes.append(littleEndian: number) }
    mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func put(_ text: String) {
        put(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func put(_ bytes: [UInt8]) {
        put(bytes.count)
        self.bytes.append(contentsOf: bytes)
    }

    mutating func put<Element>(_ list: [Element], _ each: (inout WireWriter, Element) throws -> Void) rethrows {
        put(list.count)
        for element in list { try each(&self, element) }
    }

    mutating func put<Value>(_ value: Value?, _ each: (inout WireWriter, Value) throws -> Void) rethrows {
        put(value != nil)
        if let value { try each(&self, value) }
    }

    mutating func put(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let json = try encoder.encode(value)
        put(Array(json))
    }
}

/// Reads what `WireWriter` writes. Every method throws where that is not what is there.
struct WireReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func int() throws(RunFault) -> Int { Int(truncatingIfNeeded: try number(Int64.self)) }
    mutating func uint64() throws(RunFault) -> UInt64 { try number(UInt64.self) }
    mutating func bool() throws(RunFault) -> Bool { bytes[try take(1).lowerBound] != 0 }
    mutating func string() throws(RunFault) -> String { String(decoding: bytes[try take(try int())], as: UTF8.self) }

    mutating func byteList() throws(RunFault) -> [UInt8] { Array(bytes[try take(try int())]) }

    mutating func list<Element>(
        _ each: (inout WireReader) throws(RunFault) -> Element
    ) throws(RunFault) -> [Element] {
        let count = try int()
        // Each takes a byte at least.
        guard (0...bytes.count - place).contains(count) else { throw Self.misunderstood("a list is too long") }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try each(&self)) }
        return list
    }

    mutating func optional<Value>(
        _ each: (inout WireReader) throws(RunFault) -> Value
    ) throws(RunFault) -> Value? {
        try bool() ? try each(&self) : nil
    }

    mutating func json<Value: Decodable>(_ type: Value.Type) throws(RunFault) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let json = Data(bytes[try take(try int())])
        do {
            return try decoder.decode(type, from: json)
        } catch {
            throw Self.misunderstood("\(error)")
        }
    }

    static func misunderstood(_ why: String) -> RunFault {
        RunFault(.workerDied, "what the other process says cannot be understood: \(why)")
    }

    private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(RunFault) -> Number {
        bytes.littleEndian(type, at: try take(MemoryLayout<Number>.size).lowerBound)
    }

    private mutating func take(_ count: Int) throws(RunFault) -> Range<Int> {
        guard (0...bytes.count - place).contains(count) else { throw Self.misunderstood("it ends too early") }
        defer { place += count }
        return place..<place + count
    }
}

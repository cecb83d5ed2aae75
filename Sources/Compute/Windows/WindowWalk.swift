import Columnar
import Plan

/// How a frame moves along the places of an order: rows join at its end and leave at its start, and neither end ever moves back.
struct WindowWalk {
    let frame: WindowFrame
    let places: RowPlaces
    /// Of a time range, in microseconds; nil for other frames.
    private let times: PlacedValues<Int64>?

    /// - Parameters:
    ///   - times: of a time range, by row; nil for other frames.
    ///   - unit: what one of them is in microseconds.
    init(_ frame: WindowFrame, _ places: RowPlaces, times: FixedValues<Int64>? = nil, unit: Int64 = 1)
        throws
    {
        self.frame = frame
        self.places = places
        self.times = try times.map { times in
            try PlacedValues(
                places, hasNulls: times.validity.hasNulls, isValid: { times.isValid($0) },
                { times[$0].multipliedClamping(by: unit) })
        }
    }

    /// Whether rows only join.
    var neverLeaves: Bool {
        switch frame {
        case .partition, .cumulative: true
        case .rows, .range: false
        }
    }

    /// Calls `body` with parts of the places, on several threads at once, for each to slide along its own.
    func forEachPart(_ body: (Range<Int>) throws -> Void) throws { try places.forEachPart(body) }

    /// Along the partitions of a part. Calls `enter` and `leave` with places that join and leave, and after each move `emit` with the
    /// place whose frame it now is; after each partition `reset` with the places that are still in it.
    @inline(__always)
    func slide(
        in part: Range<Int>, enter: (Int) throws -> Void, leave: (Int) throws -> Void, emit: (Int) throws -> Void,
        reset: (Range<Int>) throws -> Void
    ) rethrows {
        try places.forEachPartition(in: part) { partition in
            var start = partition.lowerBound
            var end = start
            var peersEnd = start
            for place in partition {
                if place >= peersEnd { peersEnd = self.peersEnd(from: place, in: partition) }
                while end < peersEnd {
                    try enter(end)
                    end += 1
                }
                switch frame {
                case .partition, .cumulative: break
                case .rows(let count):
                    while place - start >= count {
                        try leave(start)
                        start += 1
                    }
                case .range(let width):
                    let edge = edge(of: place, width)
                    while start < place, hasLeft(start, edge) {
                        try leave(start)
                        start += 1
                    }
                }
                try emit(place)
            }
            try reset(start..<end)
        }
    }

    /// Where the rows end that the one at `place` looks at.
    @inline(__always)
    private func peersEnd(from place: Int, in partition: Range<Int>) -> Int {
        switch frame {
        case .partition: partition.upperBound
        case .rows: place + 1
        case .cumulative, .range: places.peersEnd(from: place)
        }
    }

    /// The latest time that is too early for the time range that ends at `place`: t − width. Of a row without a time, which comes after
    /// those with one, all of these are.
    @inline(__always)
    private func edge(of place: Int, _ width: Int64) -> Int64? {
        guard let now = times?[place] else { return .max }
        // A start beyond the range of times leaves nothing out.
        let (edge, overflow) = now.subtractingReportingOverflow(width)
        return overflow ? nil : edge
    }

    @inline(__always)
    private func hasLeft(_ place: Int, _ edge: Int64?) -> Bool {
        guard let edge, let then = times?[place] else { return false }
        return then <= edge
    }
}

/// Values in the order of places, so that going along an order goes along memory.
struct PlacedValues<Value> {
    private let values: [Value]
    /// Empty: none is null.
    private let valid: [Bool]

    /// Both closures are called on several threads at once.
    init(
        _ places: RowPlaces, hasNulls: Bool = false, isValid: (Int) -> Bool = { _ in true }, _ value: (Int) -> Value
    ) throws {
        values = try [Value](parallel: places.count) { value(places.row($0)) }
        valid = hasNulls ? try [Bool](parallel: places.count) { isValid(places.row($0)) } : []
    }

    @inline(__always)
    subscript(place: Int) -> Value? {
        valid.isEmpty || valid[place] ? values[place] : nil
    }
}

extension PlacedValues where Value: FixedWidth {
    init(_ values: FixedValues<Value>, _ places: RowPlaces) throws {
        try self.init(
            places, hasNulls: values.validity.hasNulls, isValid: { values.isValid($0) }, { values[$0] })
    }
}

import Plan

/// Unread events in order, with what may be coalesced kept once. A value: no threads.
struct EventBuffer {
    /// What replaces what while unread.
    private enum Key: Hashable {
        case progress(Int32)
        case sample
        case cutLines
        case flight
    }

    private let logLimit: Int
    /// A replaced event leaves a hole: an event of sequence 0.
    private var events: [RunEvent] = []
    private var holes = 0
    private var places: [Key: Int] = [:]
    private var logLines = 0
    private var cutLines = 0
    private var flights = 0

    init(logLimit: Int) { self.logLimit = logLimit }

    var isEmpty: Bool { events.count == holes }

    mutating func append(_ event: RunEvent) {
        switch event.kind {
        case .stepProgressed(let step, _):
            replace(.progress(step.index), with: event)
        case .resourceSample:
            replace(.sample, with: event)
        case .logLine:
            guard logLines >= logLimit else {
                logLines += 1
                return events.append(event)
            }
            cutLines += 1
            let text = "… \(cutLines) log \(cutLines == 1 ? "line" : "lines") cut: more than \(logLimit) were unread"
            // The notice takes the number of the line it stands for, so numbers stay in order.
            replace(.cutLines, with: RunEvent(sequence: event.sequence, time: event.time, kind: .logLine(nil, text)))
        case .flight:
            // Their number is up to those who call.
            flights += 1
            if flights > logLimit { replace(.flight, with: event) } else { events.append(event) }
        default:
            events.append(event)
        }
    }

    /// Everything unread, oldest first.
    mutating func take() -> [RunEvent] {
        if holes > 0 { closeHoles() }
        if !places.isEmpty { places.removeAll(keepingCapacity: true) }
        logLines = 0
        cutLines = 0
        flights = 0
        defer { events = [] }
        return events
    }

    private mutating func replace(_ key: Key, with event: RunEvent) {
        if let place = places.updateValue(events.count, forKey: key) {
            events[place].sequence = 0
            holes += 1
        }
        events.append(event)
        if holes > 256 && holes > events.count / 2 { closeHoles() }
    }

    private mutating func closeHoles() {
        var moved: [Int: Key] = [:]
        for (key, place) in places { moved[place] = key }
        var end = 0
        for index in events.indices where events[index].sequence != 0 {
            if let key = moved[index] { places[key] = end }
            if index != end { events.swapAt(index, end) }
            end += 1
        }
        events.removeLast(events.count - end)
        holes = 0
    }
}

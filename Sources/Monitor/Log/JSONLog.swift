package import Events

/// A run as JSON lines, one an event, as `--events` records them: the schema's version in the first, the outcome in the last.
package struct JSONLog: RunLog {
    private var encoder = EventEncoder()

    package init() {}

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        page.output += String(decoding: encoder.line(event), as: UTF8.self)
    }
}

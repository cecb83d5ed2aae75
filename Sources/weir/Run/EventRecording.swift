import Events
import Monitor

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The file of `--events`: every event of a run as JSON lines, written batch by batch. One thread at a time.
final class EventRecording: @unchecked Sendable {
    // Sendable: handed from the main thread, which opens and closes it, to the printer's thread, which is joined in between.
    private let path: String
    private let sink: TextSink
    private var log = JSONLog()
    private var hasFailed = false

    /// Makes the file, or empties it.
    init(path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot write the events to '\(path)': \(String(cString: strerror(errno)))")
        }
        self.path = path
        sink = TextSink(descriptor: descriptor)
    }

    deinit { close(sink.descriptor) }

    /// A file that cannot be written does not end the run; it is said once.
    func append(_ events: [RunEvent]) {
        guard !hasFailed else { return }
        var page = LogPage()
        for event in events { log.receive(event, into: &page) }
        do {
            try sink.write(page.output)
        } catch {
            hasFailed = true
            TextSink.errors.tryWrite(
                "weir: warning: cannot write to '\(path.singleLine)': \(error.reason); the recording of events ends here\n")
        }
    }
}


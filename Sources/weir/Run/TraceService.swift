import Events
import Plan
import Tracing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The trace of one run from the command line.
enum TraceService {
    /// Nil where nobody wants a trace. What only the environment asks for and cannot be is said, and the run goes on without.
    static func settings(flag: String?) throws(CommandFailure) -> TraceSettings? {
        do throws(TraceError) {
            return try TraceSettings(
                flag: flag, environment: Console.environment, version: Version.text, processID: getpid())
        } catch {
            guard flag == nil else { throw CommandFailure("--otel: \(error)") }
            warn("no trace of this run: \(error)")
            return nil
        }
    }

    static func start(_ settings: TraceSettings?, on bus: EventBus) throws(CommandFailure) -> TraceExporter? {
        guard let settings else { return nil }
        do throws(TraceError) {
            return try TraceExporter(settings, bus: bus, version: Version.text)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// After the run. A trace that could not be delivered does not make a run fail; it is said. Blocks, for a bounded time.
    static func finish(_ exporter: TraceExporter?) {
        if let warning = exporter?.finish() { warn(warning) }
    }

    private static func warn(_ message: String) {
        TextSink.errors.tryWrite("weir: warning: \(message.printable)\n")
    }
}

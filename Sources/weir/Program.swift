import ArgumentParser
import CSystem
import Plan
import Themes
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The process: parses the command line, runs the command on the main thread, and turns whatever comes out into a message and
/// an exit status.
@main
enum Program {
    static func main() {
        weir_allocator_share_arenas()
        Engine.serveIfAsked()
        // A closed pipe is a failed write, which says more than a dead process.
        signal(SIGPIPE, SIG_IGN)
        openStandardStreams()
        let status = status(of: Array(CommandLine.arguments.dropFirst()))
        exit(status.code)
    }

    /// Where the parent has closed one of the three, the next file that is opened would take its number, and the log would be
    /// written into it. An open file always gets the lowest free number.
    private static func openStandardStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)
        }
    }

    private static func status(of arguments: [String]) -> ExitStatus {
        do {
            var command = try Weir.parseAsRoot(arguments)
            try command.run()
            return .success
        } catch {
            return report(error)
        }
    }

    /// Says what is to be said about an error, and gives the status it ends the program with.
    private static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case let status as ExitStatus:
            return status
        case let error as PlanError:
            Diagnostics.report(error.diagnostics)
            return .usage
        case let error as ThemeError:
            Diagnostics.report(error.diagnostics, title: "theme")
            return .usage
        case let failure as CommandFailure:
            TextSink.errors.tryWrite("weir: error: \(failure.message.printable)\n")
            return failure.status
        case let failure as SinkFailure:
            return .of(failure)
        default:
            return reportParsing(error)
        }
    }

    /// Help and `--version` are errors to the parser, which go to the output with status 0; its own errors end with 2.
    private static func reportParsing(_ error: any Error) -> ExitStatus {
        let code = Weir.exitCode(for: error)
        var text = Weir.fullMessage(for: error, columns: min(Console.width(of: STDOUT_FILENO) ?? 100, 120))
        if !text.isEmpty { text += "\n" }
        switch code {
        case .success:
            do { try TextSink.output.write(text) } catch { return .of(error) }
            return .success
        case .validationFailure:
            TextSink.errors.tryWrite(text.printable)
            return .usage
        default:
            TextSink.errors.tryWrite("weir: internal error: \(error)\n".printable)
            return .internalFault
        }
    }
}

import ArgumentParser
import Monitor

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write example plans with real data to learn from.",
        discussion: "Three plans with comments, over all 336 776 flights that left New York City in 2013.")

    @Argument(help: "The folder to write into; made if there is none.", completion: .directory)
    var folder: String

    @Flag(help: "Write even if the folder has files; those of the same names are replaced.")
    var force = false

    func run() throws {
        let files = try ExampleFiles.write(to: folder, overwriting: force)
        let plans = files.filter { $0.hasSuffix(".yaml") }
        let shown = folder.singleLine
        var text = "Wrote \(Figures.count(files.count, "file")) to \(shown):\n"
        text += files.map { "  \($0.singleLine)\n" }.joined()
        text += "\nNext:\n  cd \(shown)\n"
        text += plans.prefix(1).map { "  weir plan \($0)    # the steps it leads to\n  weir run \($0)\n" }.joined()
        text += "and read the plans: they explain themselves.\n"
        try TextSink.output.write(text)
    }
}
